"""Acts on petitions."""

from danvan.petitions.services.acts import perform
from danvan.petitions.services.handing_over import REGISTER, decline_petitions, hand_over_petitions
from danvan.petitions.services.old_register import bring_over
from danvan.petitions.services.register import NewPetition, NewWriter, register_petition, split_off
from danvan.petitions.services.writing import act_as_writer, tell_whoever_has

__all__ = [
    "REGISTER",
    "NewPetition",
    "NewWriter",
    "act_as_writer",
    "bring_over",
    "decline_petitions",
    "hand_over_petitions",
    "perform",
    "register_petition",
    "split_off",
    "tell_whoever_has",
]
