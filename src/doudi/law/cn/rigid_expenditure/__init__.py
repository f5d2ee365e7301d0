"""Households in difficulty from rigid expenditure （刚性支出困难家庭）."""
