"""Kinds of activities as the catalogue shows them."""

from danvan.ui.catalogue import Kind

KINDS: tuple[Kind, ...] = ()
