"""Kinds of coordination as the catalogue shows them."""

from danvan.ui.catalogue import Kind

KINDS: tuple[Kind, ...] = ()
