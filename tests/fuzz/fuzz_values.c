/* fuzz_values: one value of the configuration; all readers of one. */
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "conf/values.h"
#include "fuzz.h"

static void
read_number(const char *text,
    const char *(*read)(const char *, uint64_t, uint64_t, uint64_t *))
{
	static const uint64_t ranges[][2] = { { 0, UINT64_MAX }, { 1, 4096 },
		{ 1 << 20, 1ull << 40 } };
	uint64_t value;
	size_t i;

	for (i = 0; i < sizeof(ranges) / sizeof(ranges[0]); i++)
		if (read(text, ranges[i][0], ranges[i][1], &value) == NULL)
			fuzz_must(value >= ranges[i][0] &&
			    value <= ranges[i][1]);
}

/* What is taken is UTF-8, and is taken again, to become itself. */
static char *
read_string(const char *text, const char *(*read)(const char *, char **))
{
	char *value = NULL, *again = NULL;
	const char *why;

	if ((why = read(text, &value)) != NULL) {
		fuzz_must(utf8_valid(why, strlen(why)));
		return NULL;
	}
	fuzz_must(utf8_valid(value, strlen(value)));
	fuzz_must(read(value, &again) == NULL && strcmp(value, again) == 0);
	free(again);
	return value;
}

/* No segment of a path or an id leads out of where it stands. */
static void
check_segments(const char *path)
{
	const char *s = path;
	size_t n;

	for (; s != NULL; s = strchr(s, '/') ? strchr(s, '/') + 1 : NULL) {
		n = strcspn(s, "/");
		fuzz_must(!(n == 2 && memcmp(s, "..", 2) == 0));
		fuzz_must(!(n == 1 && *s == '.'));
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct input in = { data, n };
	char *text = fuzz_text(&in), *value;

	read_number(text, value_count);
	read_number(text, value_bytes);
	free(read_string(text, value_text));
	free(read_string(text, value_link));
	if ((value = read_string(text, value_path)) != NULL) {
		fuzz_must(value[0] == '/' && value[1] != '\0');
		check_segments(value);
	}
	free(value);
	if ((value = read_string(text, value_id)) != NULL)
		check_segments(value);
	free(value);
	if ((value = read_string(text, value_url)) != NULL)
		fuzz_must(strncmp(value, "http", 4) == 0 &&
		    strpbrk(value, " ?#\"<>") == NULL);
	free(value);
	free(text);
	return 0;
}
