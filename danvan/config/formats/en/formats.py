"""English formats of the public pages: days as everywhere on the platform, numbers as English writes them."""

from danvan.config.formats.vi.formats import *  # noqa: F403

DECIMAL_SEPARATOR = "."
THOUSAND_SEPARATOR = ","
