"""UVL, the Universal Variability Language → ProductModel.

The tree becomes groups that stand below an option, typed features become numbers, constraints
become rules. What a product model cannot hold is a remark with its line.
"""

from configurator.reading.uvl.building import model_from_uvl

__all__ = ["model_from_uvl"]
