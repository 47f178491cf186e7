"""Viewers: small `gr.HTML` components that draw on a canvas, and the pure functions that build what they
draw.
"""

# Files of `demos/shell/static`, loaded in this order: each extends the `mmx` that `core.js` defines.
SCRIPTS = (
    "core.js",
    "draw.js",
    "axes.js",
    "audio.js",
    "figure.js",
    "signal-tracks.js",
    "signal-pointer.js",
    "signal-box.js",
    "signal.js",
    "plot.js",
    "matrix.js",
    "words.js",
    "player.js",
    "facts.js",
    "picture-paint.js",
    "picture.js",
    "film.js",
    "composer.js",
    "telling.js",
    "caption.js",
    "story.js",
    "sound-map.js",
    "tree.js",
)
STYLES = ("views.css", "composer.css", "caption.css", "story.css", "sound-map.css")
