"""Explorers: sliders on chosen numbers of a funnel, and the forecast that follows them; exercises.

What a setting means and what comes of it is plain code that runs anywhere. Widgets are imported
inside the functions that need them; without them an explorer still shows its sentence and picture.
"""

from __future__ import annotations

from simfunnel.app.explorer import Explorer, explore
from simfunnel.app.prediction import Prediction, predict

__all__ = ["Explorer", "Prediction", "explore", "predict"]
