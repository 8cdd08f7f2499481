"""What `grader plot` says: titles, labels, and what is to be seen, in sentences with the numbers."""

from __future__ import annotations

MESSAGES = {
    "plot_none": "{slug} has no picture; there is one for {known}",
    "plot_kind": "{file}: pictures are written as .svg or .png",
    "plot_wrote": "wrote {path}",
    "plot_not_yet": "{slug} cannot be drawn yet: {reason}",
    "plot_unwritten": "a function is still to be written",
    "plot_raised": "the code raised {type}",
    "plot_raised_at": "the code raised {type} on line {line}",
    "plot_no_answer": "the code gave no answer",
    "plot_no_numbers": "the code gives something else than numbers",
    "plot_leaves": "the parameters leave every picture (do they grow each step?)",
    # error against h
    "quotient_title": "{slug}: error against h",
    "quotient": "Error of your slope of exp at w = 1 (the truth is {truth:.6f}), against h. At h = 0.1 it is "
    "{tenth:.1e}. It is smallest, {least:.1e}, at h = {best:.0e}; at 1e-16 it is {last:.1e} again: below, "
    "rounding takes over. On the right branch the error falls like {order}.",
    "quotient_panel": "Smaller is better, until it is not",
    "x_step": "step h",
    "y_error": "error of the slope",
    "your_error": "your error",
    "best_title": "{slug}: the best step",
    "best": "Error of the central difference of w³ at {w}, against h, in two precisions: each is a V. The "
    "lowest points are at k = {best32} in float32 and k = {best64} in float64; your function chooses "
    "k = {mine32:g} and k = {mine64:g}.",
    "best_panel": "The V, and where you stand",
    "yours_in": "yours, {dtype}",
    # steps
    "downhill_title": "{slug}: downhill",
    "downhill": "Twelve updates of a line w·x + b at rate 0.15, from w = -1, b = 2.5. Your loss goes from "
    "{first:.4g} to {last:.4g} and {falls} at every step; your path ends at w = {w:.3f}, b = {b:.3f}. The "
    "lowest point is w = 2, b = 0.5.",
    "falls": "falls",
    "falls_not": "does not fall",
    "loss_panel": "Loss along your steps",
    "path_panel": "Your path on the loss",
    "your_loss": "your loss",
    "your_path": "your path",
    "lowest": "lowest point",
    "rate_title": "{slug}: how far to step",
    "rate": "Loss of the lesson's neuron after one step, against the learning rate: from 6.25 it falls to 0 "
    "at 1/30 and is back at 6.25 at 1/15 = 0.0667. At rate 0.01 it is really {real:.4g}; you predict "
    "{predicted:.4g}. Your largest stable rate is {stable:.4g}.",
    "rate_panel": "One step of the lesson's neuron",
    "x_rate": "learning rate",
    "y_after": "loss after the step",
    "after_one": "loss after one step",
    "you_predict": "what you predict",
    "your_stable": "your largest stable rate",
    # training
    "x_updates": "updates",
    "y_loss": "loss",
    "yours": "yours",
    "should_be": "as it should be",
    "curve_same": "your losses are the expected ones, from {first:.4g} to {last:.4g}.",
    "curve_count": "you give {count} losses, {expected} are expected.",
    "curve_parts": "your loss parts from the expected one at update {at}: {mine:.4g} instead of {right:.4g}.",
    "curve_title": "{slug}: the loss curve",
    "curve": "Loss over 30 updates on a batch of four at rate 0.05: {said}",
    "curve_panel": "Loss before each update",
    "end_title": "{slug}: the loss at the end",
    "end": "The loss you report when stopped after 0 to 12 updates at rate 0.01: {said}",
    "end_panel": "Loss reported after so many updates",
    "loops_title": "{slug}: six loops",
    "loop": "loop_{number}: {said}",
    "loop_no_numbers": "gives something else than numbers.",
}
