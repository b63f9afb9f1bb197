"""Acts on petitions."""

from danvan.petitions.services.acts import CannotAct, perform
from danvan.petitions.services.register import NewPetition, NewWriter, register_petition, split_off

__all__ = ["CannotAct", "NewPetition", "NewWriter", "perform", "register_petition", "split_off"]
