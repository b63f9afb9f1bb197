"""English formats of the public pages: days as everywhere on the platform, numbers as English writes them."""

from danvan.config.formats.vi import formats as vietnamese

DATE_FORMAT = vietnamese.DATE_FORMAT
SHORT_DATE_FORMAT = vietnamese.SHORT_DATE_FORMAT
DATETIME_FORMAT = vietnamese.DATETIME_FORMAT
SHORT_DATETIME_FORMAT = vietnamese.SHORT_DATETIME_FORMAT
TIME_FORMAT = vietnamese.TIME_FORMAT
MONTH_DAY_FORMAT = vietnamese.MONTH_DAY_FORMAT
YEAR_MONTH_FORMAT = vietnamese.YEAR_MONTH_FORMAT
FIRST_DAY_OF_WEEK = vietnamese.FIRST_DAY_OF_WEEK
DATE_INPUT_FORMATS = vietnamese.DATE_INPUT_FORMATS
DATETIME_INPUT_FORMATS = vietnamese.DATETIME_INPUT_FORMATS
NUMBER_GROUPING = vietnamese.NUMBER_GROUPING
DECIMAL_SEPARATOR = "."
THOUSAND_SEPARATOR = ","
