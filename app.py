"""The web chat. The same page as `crs demo`, for hosts that start a file of this name."""

import os
import sys
from pathlib import Path

# The content folder datasets/ beside this file must never be taken for the package of that name.
sys.path[:] = [entry for entry in sys.path if Path(entry or ".").resolve() != Path(__file__).resolve().parent]

if __name__ == "__main__":
    from crs.cli import main

    host, port = os.environ.get("GRADIO_SERVER_NAME", "127.0.0.1"), os.environ.get("GRADIO_SERVER_PORT", "7860")
    main(["demo", "--host", host, "--port", port])
