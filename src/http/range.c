#include "http/range.h"

#include <stddef.h>
#include <string.h>
#include <strings.h>

#include "base/decimal.h"
#include "http/date.h"
#include "http/token.h"

#define BLANKS	" \t"

static const struct range refused = { .kind = RANGE_REFUSED };
static const struct range unsatisfiable = { .kind = RANGE_UNSATISFIABLE };

static struct range
range_make(uint64_t start, uint64_t end)
{
	struct range range = { RANGE_ONE, start, end };

	return range;
}

/* False: none, or one with more digits than any place in a file. */
static bool
number_read(const char **at, uint64_t *value)
{
	size_t digits = decimal_read(*at, value);

	*at += digits;
	return digits > 0 && digits <= RANGE_DIGITS_MAX;
}

static bool
at_end(const char *at)
{
	return at[strspn(at, BLANKS)] == '\0';
}

/* "-n": the last n bytes, all of them where there are fewer. */
static struct range
suffix_parse(const char *at, uint64_t size)
{
	uint64_t n;

	if (!number_read(&at, &n) || !at_end(at))
		return refused;
	if (n == 0 || size == 0)
		return unsatisfiable;
	return range_make(n < size ? size - n : 0, size);
}

/* "a-" or "a-b". */
static struct range
positions_parse(const char *at, uint64_t size)
{
	uint64_t first, last;

	if (!number_read(&at, &first) || *at++ != '-')
		return refused;
	if (at_end(at))
		last = UINT64_MAX;
	else if (!number_read(&at, &last) || !at_end(at) || first > last)
		return refused;
	if (first >= size)
		return unsatisfiable;
	return range_make(first, last < size ? last + 1 : size);
}

struct range
range_parse(const char *value, uint64_t size)
{
	static const struct range whole = { .kind = RANGE_WHOLE };
	size_t unit;

	if (value == NULL)
		return whole;
	unit = strspn(value, TOKEN_CHARACTERS);
	if (unit == 0 || value[unit] != '=' ||
	    strnlen(value, RANGE_VALUE_MAX + 1) > RANGE_VALUE_MAX)
		return refused;
	if (unit != 5 || strncasecmp(value, "bytes", unit) != 0)
		return whole;
	value += unit + 1;
	value += strspn(value, BLANKS);
	return *value == '-' ? suffix_parse(value + 1, size) :
	    positions_parse(value, size);
}

/* The one way to write a number; what follows is told. */
static bool
plain_read(const char **at, uint64_t *value)
{
	const char *digits = *at;

	return number_read(at, value) &&
	    (digits[0] != '0' || *at == digits + 1);
}

bool
range_is_plain(const char *value, uint64_t size, uint64_t start, uint64_t end)
{
	static const char unit[] = "bytes=";
	uint64_t first, last;

	if (value == NULL || strncmp(value, unit, sizeof unit - 1) != 0)
		return false;
	value += sizeof unit - 1;
	if (!plain_read(&value, &first) || *value++ != '-' ||
	    !plain_read(&value, &last) || *value != '\0')
		return false;
	return first <= last && last < size && first >= start && last < end;
}

bool
range_counts(const char *if_range, const char *etag, time_t modified)
{
	char date[HTTP_DATE_BYTES];

	if (if_range == NULL)
		return true;
	if (if_range[0] == '"')
		return etag != NULL && strcmp(if_range, etag) == 0;
	return modified != 0 && http_date(date, modified) == 0 &&
	    strcmp(if_range, date) == 0;
}
