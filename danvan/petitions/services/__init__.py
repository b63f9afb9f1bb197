"""Acts on petitions."""

from danvan.petitions.services.acts import perform
from danvan.petitions.services.old_register import bring_over
from danvan.petitions.services.register import NewPetition, NewWriter, register_petition, split_off
from danvan.petitions.services.writing import act_as_writer, tell_whoever_has

__all__ = [
    "NewPetition",
    "NewWriter",
    "act_as_writer",
    "bring_over",
    "perform",
    "register_petition",
    "split_off",
    "tell_whoever_has",
]
