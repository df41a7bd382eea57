"""What teams need, and what is foretold of how much comes to them."""

from maru.support.planning.demand import Demand
from maru.support.planning.forecast import Forecast
from maru.support.planning.team_plan import TeamPlan

__all__ = ["Demand", "Forecast", "TeamPlan"]
