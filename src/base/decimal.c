#include "base/decimal.h"

size_t
decimal_read(const char *text, uint64_t *value)
{
	const char *s;
	unsigned digit;

	*value = 0;
	for (s = text; *s >= '0' && *s <= '9'; s++) {
		digit = (unsigned)(*s - '0');
		if (*value > (UINT64_MAX - digit) / 10)
			*value = UINT64_MAX;
		else
			*value = *value * 10 + digit;
	}
	return (size_t)(s - text);
}
