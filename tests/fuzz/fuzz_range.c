/* fuzz_range: a size in decimal, a byte, the value of a Range header. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/decimal.h"
#include "fuzz.h"
#include "http/range.h"

/* Plain is what we would write, of bytes that are there and may be given. */
static void
check_plain(const char *value, uint64_t size, const struct range *range)
{
	uint64_t start = size / 4, end = size - size / 4;
	bool plain = range_is_plain(value, size, start, end);
	char text[64];

	if (range->kind != RANGE_ONE) {
		fuzz_must(!plain);
		return;
	}
	snprintf(text, sizeof text, "bytes=%" PRIu64 "-%" PRIu64,
	    range->start, range->end - 1);
	fuzz_must(plain == (strcmp(value, text) == 0 &&
	    range->start >= start && range->end <= end));
	fuzz_must(range_is_plain(value, size, 0, size) ==
	    (strcmp(value, text) == 0));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct input in = { data, n };
	char *text = fuzz_text(&in);
	const char *value;
	struct range range;
	uint64_t size;

	value = text + decimal_read(text, &size);
	if (*value != '\0')
		value++;
	range = range_parse(value, size);
	fuzz_must((unsigned)range.kind <= RANGE_REFUSED);
	if (range.kind == RANGE_ONE)
		fuzz_must(range.start < range.end && range.end <= size);
	else
		fuzz_must(range.start == 0 && range.end == 0);
	check_plain(value, size, &range);
	/* Need 10: nothing of bytes is ever taken for the whole. */
	if (strncasecmp(value, "bytes=", 6) == 0)
		fuzz_must(range.kind != RANGE_WHOLE);
	if (range_counts(value, "\"a\"", 784111777))
		fuzz_must(strcmp(value, "\"a\"") == 0 || strlen(value) == 29);
	free(text);
	return 0;
}
