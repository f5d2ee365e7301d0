"""The tax-benefit system, and a simulation built from columns."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import numpy as np
from numpy.typing import NDArray
from openfisca_core.indexed_enums import Enum, EnumArray
from openfisca_core.simulations import Simulation, SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

from benchmarks.openfisca_dibao import after, assets, dibao, income, members, support
from benchmarks.openfisca_dibao.entities import Household, Person, Supporter
from benchmarks.openfisca_dibao.inputs import INPUTS
from benchmarks.openfisca_dibao.parameters import parameters_of
from benchmarks.people import ON, People
from doudi.law.cn.facts import FACTS
from doudi.rules.nodes import DATE
from doudi.rules.rulebook import Edition

PERIOD = f"{ON.year}-{ON.month:02}"
FORMULAS = (members, income, support, assets, dibao, after)
# What is asked for: verdict, amount and months of the four programmes, as Doudi is asked.
OUTPUTS = {
    "dibao.verdict": "is_dibao_household",
    "dibao.amount_fen": "dibao_amount",
    "dibao.from_month": "dibao_first_month",
    "dibao.review_month": "dibao_review_month",
    "gradual_exit.verdict": "is_in_gradual_exit",
    "gradual_exit.amount_fen": "gradual_exit_amount",
    "gradual_exit.from_month": "gradual_exit_from_month",
    "gradual_exit.until_month": "gradual_exit_until_month",
    "dibao_edge.verdict": "is_dibao_edge_household",
    "dibao_edge.from_month": "edge_first_month",
    "dibao_edge.until_month": "edge_last_month",
    "single_person_case.verdict": "is_single_person_case",
    "single_person_case.amount_fen": "single_person_amount",
    "single_person_case.from_month": "single_person_first_month",
}


def formulas_in(module: ModuleType) -> list[type[Variable]]:
    return [
        v
        for v in vars(module).values()
        if isinstance(v, type) and issubclass(v, Variable) and v.__module__ == module.__name__
    ]


def build_system(edition: Edition) -> TaxBenefitSystem:
    """Entities, input variables, formulas and the place's figures."""
    system = TaxBenefitSystem([Person, Household, Supporter])
    system.add_variables(*INPUTS, *(v for module in FORMULAS for v in formulas_in(module)))
    system.parameters = parameters_of(edition)
    return system


def count_variables() -> int:
    """Variables with a formula."""
    return sum(len(formulas_in(module)) for module in FORMULAS)


def columns_for(people: People, system: TaxBenefitSystem) -> dict[str, NDArray[Any]]:
    """The same columns in OpenFisca's own types: 32-bit floats of yuan, written dates, encoded categories."""
    facts = {f.name: f for f in FACTS}
    columns = {
        "supporter_household": np.repeat(
            np.arange(people.households, dtype=np.int32), people.outside
        )
    }
    for name, column in people.columns.items():
        variable = system.get_variable(name)
        if variable is None:
            continue
        if variable.value_type == Enum:
            columns[name] = EnumArray(column.astype(np.uint8), variable.possible_values)
        elif facts[name].kind == DATE:
            columns[name] = _written(column)
        elif variable.value_type is float:
            columns[name] = (column / np.float64(100)).astype(np.float32)
        else:
            columns[name] = column.astype(variable.dtype)
    return columns


def _written(days: NDArray[Any]) -> NDArray[np.int32]:
    """Day numbers as 20220601, by a table of all days."""
    first, last = int(days.min(initial=0)), int(days.max(initial=0))
    day = np.arange(first, last + 1).astype("datetime64[D]")
    month, year = day.astype("datetime64[M]"), day.astype("datetime64[Y]")
    table = (
        (year.astype(int) + 1970) * 10_000
        + ((month - year).astype(int) + 1) * 100
        + (day - month).astype(int)
        + 1
    )
    return table.astype(np.int32)[days - first]


def build_simulation(
    system: TaxBenefitSystem, people: People, columns: dict[str, NDArray[Any]]
) -> Simulation:
    """From columns to ready to run: entities declared, persons joined with their households, inputs set."""
    builder = SimulationBuilder()
    builder.create_entities(system)
    home = np.repeat(np.arange(people.households, dtype=np.int32), people.members)
    builder.declare_person_entity("person", range(people.persons))
    household = builder.declare_entity("household", range(people.households))
    builder.declare_entity("supporter", range(people.supporters))
    builder.join_with_persons(household, home, roles=np.zeros(people.persons, np.int8))
    simulation = builder.build(system)
    for name, column in columns.items():
        simulation.set_input(name, PERIOD, column)
    return simulation


def calculate(simulation: Simulation) -> dict[str, NDArray[Any]]:
    """All outputs."""
    return {output: simulation.calculate(name, PERIOD) for output, name in OUTPUTS.items()}
