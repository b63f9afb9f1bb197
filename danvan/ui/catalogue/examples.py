"""One real address of each screen of a kind, for whoever takes pictures of all pages."""

from collections.abc import Callable, Mapping
from typing import Any

from danvan.ui.catalogue.declaration import Actor, Kind

LOOKED_AT = 50
Example = Callable[[Actor], dict[str, Any] | None]


def catalogue_examples(kind: Kind) -> Mapping[str, Example]:
    """Return, for each address with parameters, a function giving them for an actor, or nothing."""

    def newest(allowed: Callable[[Actor, Any], bool]) -> Example:
        def example(actor: Actor) -> dict[str, Any] | None:
            rows = list(kind.visible_to(actor).order_by("-pk")[:LOOKED_AT])
            kind.prepare(actor, rows)
            return next(({"pk": row.pk} for row in rows if allowed(actor, row)), None)

        return example

    def batch(actor: Actor) -> dict[str, Any] | None:
        return next(({"batch": each.pk} for each in kind.batches(actor) if not each.is_undone), None)

    return {
        f"{kind.name}_detail": newest(lambda actor, row: True),
        f"{kind.name}_change": newest(kind.may_change),
        f"{kind.name}_delete": newest(kind.may_delete),
        **{f"{kind.name}_{act.name}": newest(act.may) for act in kind.acts},
        f"{kind.name}_undo": batch,
        f"{kind.name}_export": lambda actor: None,
        f"{kind.name}_template": lambda actor: None,
        f"{kind.name}_problems": lambda actor: None,
    }
