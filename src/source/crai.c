#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <libdeflate.h>

#include "source/crai.h"

#define COLUMNS		6
#define COORDINATE_MAX	(INT64_MAX / 4)	/* start + span cannot overflow */
#define LINE_MIN	12		/* "0\t1\t1\t0\t0\t0\n" */
#define INFLATE_RATIO	4		/* first guess; grown as needed */

static const char damaged[] = "the index of this dataset is damaged";
static const char too_large[] =
    "the index of this dataset is larger than this server reads";

/* Bytes of text; there is always room for one more. */
struct text {
	char	*s;
	size_t	 length, size;
};

static int
text_grow(struct text *t, size_t size, struct fault *fault)
{
	char *s;

	if ((s = realloc(t->s, size + 1)) == NULL)
		return fault_nomem(fault);
	t->s = s;
	t->size = size;
	return 0;
}

/* One member of a gzip file: *used is how many of the n bytes it had. */
static int
inflate_member(struct libdeflate_decompressor *d, const uint8_t *in, size_t n,
    size_t *used, struct text *t, uint64_t limit, const char *path,
    struct fault *fault)
{
	enum libdeflate_result result;
	size_t got, size;

	for (;;) {
		result = libdeflate_gzip_decompress_ex(d, in, n,
		    t->s + t->length, t->size - t->length, used, &got);
		if (result == LIBDEFLATE_SUCCESS) {
			t->length += got;
			return 0;
		}
		if (result != LIBDEFLATE_INSUFFICIENT_SPACE)
			return fault_detail(fault, FAULT_INTERNAL, damaged,
			    "%s: truncated or bad gzip data", path);
		if (t->size >= limit)
			return fault_detail(fault, FAULT_INTERNAL, too_large,
			    "%s: over %llu bytes inflated ([limits] index)",
			    path, (unsigned long long)limit);
		size = t->size > limit / 2 ? limit : t->size * 2;
		if (text_grow(t, size, fault) == -1)
			return -1;
	}
}

/* BGZF and plain gzip alike: one member after the other. */
static int
inflate_all(const uint8_t *in, size_t n, struct text *t, uint64_t limit,
    const char *path, struct fault *fault)
{
	struct libdeflate_decompressor *d;
	size_t used, size;
	int rc = -1;

	if ((d = libdeflate_alloc_decompressor()) == NULL)
		return fault_nomem(fault);
	size = n > limit / INFLATE_RATIO ? limit : n * INFLATE_RATIO;
	if (text_grow(t, size, fault) == -1)
		goto out;
	for (; n > 0; in += used, n -= used)
		if (inflate_member(d, in, n, &used, t, limit, path,
		    fault) == -1)
			goto out;
	rc = 0;
out:
	libdeflate_free_decompressor(d);
	return rc;
}

/* The whole index as text with a NUL behind it. */
static int
text_read(struct object *o, struct text *t, uint64_t limit,
    struct fault *fault)
{
	struct text file = { NULL, 0, 0 };
	int rc = -1;

	if (limit > SIZE_MAX / 2)
		limit = SIZE_MAX / 2;
	if (o->version.size > limit)
		return fault_detail(fault, FAULT_INTERNAL, too_large,
		    "%s: %llu bytes, over %llu ([limits] index)", o->path,
		    (unsigned long long)o->version.size,
		    (unsigned long long)limit);
	if (text_grow(&file, o->version.size, fault) == -1 ||
	    object_read(o, file.s, file.size, 0, fault) == -1)
		goto out;
	if (file.size >= 2 && memcmp(file.s, "\x1f\x8b", 2) == 0) {
		if (inflate_all((const uint8_t *)file.s, file.size, t, limit,
		    o->path, fault) == -1)
			goto out;
	} else {
		*t = file;
		t->length = file.size;
		file.s = NULL;
	}
	t->s[t->length] = '\0';
	rc = 0;
out:
	free(file.s);
	return rc;
}

/* A column that is a whole number and ends in `delimiter`; moves behind it. */
static bool
column_parse(const char **s, char delimiter, int64_t *value)
{
	char *end;

	if (**s != '-' && (**s < '0' || **s > '9'))
		return false;
	errno = 0;
	*value = strtoll(*s, &end, 10);
	if (errno != 0 || end == *s || *end != delimiter)
		return false;
	*s = end + 1;
	return true;
}

/* NULL, or what is wrong with the line (CRAMv3 section 12). */
static const char *
line_parse(const char **s, uint64_t file_size, struct crai_line *line)
{
	int64_t v[COLUMNS];
	unsigned i;

	for (i = 0; i < COLUMNS; i++)
		if (!column_parse(s, i + 1 < COLUMNS ? '\t' : '\n', &v[i]))
			return "not six columns of whole numbers";
	if (v[0] < -1 || v[0] > INT32_MAX)
		return "a bad reference id";
	if (v[0] >= 0 && (v[1] < 0 || v[1] > COORDINATE_MAX ||
	    v[2] < 0 || v[2] > COORDINATE_MAX))
		return "a bad start or span";
	if (v[3] < 0 || (uint64_t)v[3] >= file_size || v[4] < 0 ||
	    (uint64_t)v[4] >= file_size || v[5] < 0 ||
	    (uint64_t)v[5] > file_size)
		return "an offset or size past the end of the CRAM file";
	line->reference = v[0];
	line->start = v[1];
	line->span = v[2];
	line->container = v[3];
	return NULL;
}

static int
compare_lines(const void *va, const void *vb)
{
	const struct crai_line *a = va, *b = vb;

	if (a->container != b->container)
		return a->container < b->container ? -1 : 1;
	if (a->reference != b->reference)
		return a->reference < b->reference ? -1 : 1;
	return a->start < b->start ? -1 : a->start > b->start;
}

/* The distinct containers of the sorted lines. */
static int
containers_collect(struct crai *crai, struct fault *fault)
{
	size_t i, n = 0;

	for (i = 0; i < crai->nlines; i++)
		n += i == 0 || crai->lines[i].container !=
		    crai->lines[i - 1].container;
	crai->containers = calloc(n > 0 ? n : 1, sizeof(*crai->containers));
	if (crai->containers == NULL)
		return fault_nomem(fault);
	for (i = 0; i < crai->nlines; i++)
		if (i == 0 || crai->lines[i].container !=
		    crai->lines[i - 1].container)
			crai->containers[crai->ncontainers++] =
			    crai->lines[i].container;
	return 0;
}

static size_t
lines_count(const struct text *t)
{
	const char *s = t->s, *end = t->s + t->length;
	size_t n = 0;

	for (; (s = memchr(s, '\n', end - s)) != NULL; s++)
		n++;
	return n;
}

/*
 * Room for LINE_MIN bytes a line is enough: a shorter one ends the parsing,
 * so a file of newlines cannot ask for much memory.
 */
static int
lines_parse(struct crai *crai, const struct text *t, uint64_t file_size,
    const char *path, struct fault *fault)
{
	const char *s, *end = t->s + t->length, *why;
	size_t lines = lines_count(t), room = t->length / LINE_MIN + 1;

	crai->lines = calloc(lines < room ? lines + 1 : room,
	    sizeof(*crai->lines));
	if (crai->lines == NULL)
		return fault_nomem(fault);
	for (s = t->s; crai->nlines < lines; crai->nlines++)
		if ((why = line_parse(&s, file_size,
		    &crai->lines[crai->nlines])) != NULL)
			return fault_detail(fault, FAULT_INTERNAL, damaged,
			    "%s: line %zu: %s", path, crai->nlines + 1, why);
	if (s != end)
		return fault_detail(fault, FAULT_INTERNAL, damaged,
		    "%s: line %zu: no newline, the file is truncated", path,
		    lines + 1);
	qsort(crai->lines, lines, sizeof(*crai->lines), compare_lines);
	return 0;
}

struct crai *
crai_load(struct object *o, uint64_t file_size, uint64_t limit,
    struct fault *fault)
{
	struct text text = { NULL, 0, 0 };
	struct crai *crai;
	int rc = -1;

	if ((crai = calloc(1, sizeof(*crai))) == NULL) {
		(void)fault_nomem(fault);
		return NULL;
	}
	if (text_read(o, &text, limit, fault) == -1 ||
	    lines_parse(crai, &text, file_size, o->path, fault) == -1 ||
	    containers_collect(crai, fault) == -1)
		goto out;
	rc = 0;
out:
	free(text.s);
	if (rc == 0)
		return crai;
	crai_free(crai);
	return NULL;
}

void
crai_free(struct crai *crai)
{
	if (crai == NULL)
		return;
	free(crai->lines);
	free(crai->containers);
	free(crai);
}

size_t
crai_memory(const struct crai *crai)
{
	return sizeof(*crai) + crai->nlines * sizeof(*crai->lines) +
	    crai->ncontainers * sizeof(*crai->containers);
}
