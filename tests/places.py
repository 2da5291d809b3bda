"""Where things stand."""

from pathlib import Path

ROOT = Path(__file__).parent.parent
EXAMPLES = ROOT / "examples"
MANIFEST = ROOT / "manifest.yml"
SHARED = ROOT.parent / "shared"
"""Real data and Slack's reference, beside the project; what needs it is skipped where it is absent."""
