"""Acts on petitions."""

from danvan.petitions.services.acts import perform
from danvan.petitions.services.bulk import AT_ONCE, BulkLine, LettersChanged, TooManyAtOnce, perform_many, preview_act
from danvan.petitions.services.handing_over import REGISTER, decline_petitions, hand_over_petitions
from danvan.petitions.services.old_register import bring_over
from danvan.petitions.services.register import NewPetition, NewWriter, record_export, register_petition, split_off
from danvan.petitions.services.writing import act_as_writer, tell_whoever_has

__all__ = [
    "AT_ONCE",
    "REGISTER",
    "BulkLine",
    "LettersChanged",
    "NewPetition",
    "NewWriter",
    "TooManyAtOnce",
    "act_as_writer",
    "bring_over",
    "decline_petitions",
    "hand_over_petitions",
    "perform",
    "perform_many",
    "preview_act",
    "record_export",
    "register_petition",
    "split_off",
    "tell_whoever_has",
]
