"""Starts Multimodal Explainer: parses options, builds the pages, launches; nothing else.

Every option is also an environment variable (`--port` is `MMX_PORT`), for Spaces and containers.
"""

import sys

from demos.options import OptionError, Options, parse


def main(arguments: list[str]) -> int:
    """Runs the application until it is stopped; returns the process's exit code (2 for a bad option, 1 for a failure)."""
    try:
        options = parse(arguments)
    except OptionError as error:
        print(f"app.py: {error}", file=sys.stderr)
        return 2
    return _serve(options)


def _serve(options: Options) -> int:
    # Imported late: `--help` and a mistyped option answer at once, not after gradio and torch.
    from demos.site import serve
    from mm_models.registry import RegistryError

    try:
        serve(options)
    except (OSError, RuntimeError, ValueError, RegistryError) as error:
        print(f"app.py: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
