"""Models and bright spots through their life, emulation launches, awards."""

from danvan.exemplars.models.awards import Award, EmulationLaunch
from danvan.exemplars.models.exemplars import Exemplar, ExemplarStage, Milestone

__all__ = ["Award", "EmulationLaunch", "Exemplar", "ExemplarStage", "Milestone"]
