"""Numbers small enough to point at a person are not published as they are."""

STEP = 5


def rounded(number: int) -> int:
    """Return a count as it may be published for one unit: the nearest multiple of five.

    Every cell is rounded for itself, so nothing can be told by subtracting one
    published number from another.
    """
    return (number + STEP // 2) // STEP * STEP
