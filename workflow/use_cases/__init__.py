"""What somebody can ask for: each use-case reads facts, decides, and commits one change."""

from workflow.use_cases.answering import Answering
from workflow.use_cases.asking_assets import AssetAsking
from workflow.use_cases.asking_videos import VideoAsking
from workflow.use_cases.desk import Desk, Problem
from workflow.use_cases.owning import Owning, Ways
from workflow.use_cases.verifying import Verifying

__all__ = ["Answering", "AssetAsking", "Desk", "Owning", "Problem", "Verifying", "VideoAsking", "Ways"]
