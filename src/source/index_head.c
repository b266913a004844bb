#include <stdlib.h>
#include <string.h>

#include "base/le.h"
#include "source/index_head.h"

#define TABIX_BYTES	28	/* before the names: seven numbers */
#define BAI_SHIFT	14	/* SAMv1 5.1.1, as of TBI */
#define BAI_DEPTH	5

/* Where a head is read from, and what it becomes. */
struct reader {
	struct index_bytes	*bytes;
	uint64_t		 limit;
	struct index_head	*head;
};

static int
damaged(const char *what, struct fault *fault)
{
	return fault_detail(fault, FAULT_INTERNAL, INDEX_DAMAGED, "%s", what);
}

/* Names, each with a NUL behind it, ids in their order. */
static int
parse_names(struct names *names, const uint8_t *p, size_t n,
    struct fault *fault)
{
	const uint8_t *end;
	int32_t id = 0;
	int added;

	for (; n > 0; n -= end + 1 - p, p = end + 1, id++) {
		if ((end = memchr(p, '\0', n)) == NULL)
			return damaged("a name without its NUL", fault);
		added = names_add(names, (const char *)p, end - p, id);
		if (added == -1)
			return fault_nomem(fault);
		if (added == 0)
			return damaged("a name twice", fault);
	}
	return 0;
}

/* All names together are not much longer than a header of a VCF. */
static int
read_names(struct reader *r, uint32_t n, struct fault *fault)
{
	uint8_t *text;
	const uint8_t *p;
	size_t got, have = 0;
	int error = -1;

	if (n > r->limit)
		return damaged("names over [limits] index", fault);
	if ((text = malloc((size_t)n + 1)) == NULL)
		return fault_nomem(fault);
	while (have < n) {
		if ((p = index_bytes_peek(r->bytes, 1, &got, fault)) == NULL)
			goto out;
		if (got > n - have)
			got = n - have;
		memcpy(text + have, p, got);
		have += got;
		if (index_bytes_skip(r->bytes, got, fault) == -1)
			goto out;
	}
	error = parse_names(r->head->names, text, n, fault);
out:
	free(text);
	return error;
}

/* What tabix adds: format, four columns, lines to skip, names. */
static int
read_tabix(struct reader *r, uint32_t *bytes, struct fault *fault)
{
	const uint8_t *p;
	uint32_t n;
	size_t got;

	if ((p = index_bytes_peek(r->bytes, TABIX_BYTES, &got, fault)) == NULL)
		return -1;
	r->head->preset = (int)le16(p);
	n = le32(p + TABIX_BYTES - 4);
	if (n > INT32_MAX)	/* as many as ids at the most */
		return damaged("names too long", fault);
	*bytes = TABIX_BYTES + n;
	if ((r->head->names = names_new()) == NULL)
		return fault_nomem(fault);
	if (index_bytes_skip(r->bytes, TABIX_BYTES, fault) == -1)
		return -1;
	return read_names(r, n, fault);
}

/* What a CSI may have of another format: only tabix writes anything there. */
static int
read_auxiliary(struct reader *r, uint32_t bytes, struct fault *fault)
{
	uint32_t used = 0;

	if (bytes >= TABIX_BYTES && read_tabix(r, &used, fault) == -1)
		return -1;
	if (used > bytes)
		return damaged("names reach past their part", fault);
	return index_bytes_skip(r->bytes, bytes - used, fault);
}

static int
read_csi(struct reader *r, struct fault *fault)
{
	struct binning *shape = &r->head->shape;
	uint32_t bytes;

	shape->csi = true;
	if (index_bytes_take32(r->bytes, &shape->min_shift, fault) == -1 ||
	    index_bytes_take32(r->bytes, &shape->depth, fault) == -1 ||
	    index_bytes_take32(r->bytes, &bytes, fault) == -1)
		return -1;
	if (!binning_is_possible(shape))
		return damaged("bins of an impossible shape", fault);
	if (read_auxiliary(r, bytes, fault) == -1)
		return -1;
	return index_bytes_take32(r->bytes, &r->head->n, fault);
}

static int
read_tbi(struct reader *r, struct fault *fault)
{
	uint32_t bytes;

	if (index_bytes_take32(r->bytes, &r->head->n, fault) == -1)
		return -1;
	return read_tabix(r, &bytes, fault);
}

static int
read_head(struct reader *r, struct fault *fault)
{
	char magic[4];
	const uint8_t *p;
	size_t got;

	if ((p = index_bytes_peek(r->bytes, 4, &got, fault)) == NULL)
		return -1;
	memcpy(magic, p, 4);
	if (index_bytes_skip(r->bytes, 4, fault) == -1)
		return -1;
	r->head->shape = (struct binning){ BAI_SHIFT, BAI_DEPTH, false };
	if (memcmp(magic, "BAI\1", 4) == 0)
		return index_bytes_take32(r->bytes, &r->head->n, fault);
	if (memcmp(magic, "CSI\1", 4) == 0)
		return read_csi(r, fault);
	if (memcmp(magic, "TBI\1", 4) == 0)
		return read_tbi(r, fault);
	return damaged("neither BAI nor CSI 1 nor TBI", fault);
}

/* A few zeros are a reference: that there are so many, names must show. */
static int
check_names(const struct index_head *head, struct fault *fault)
{
	if (head->names == NULL || head->n <= names_count(head->names))
		return 0;
	return damaged("more references than names", fault);
}

int
index_head_read(struct index_bytes *bytes, uint64_t limit,
    struct index_head *head, struct fault *fault)
{
	struct reader r = { bytes, limit, head };

	memset(head, 0, sizeof(*head));
	head->preset = -1;
	if (read_head(&r, fault) == 0 && check_names(head, fault) == 0)
		return 0;
	index_head_clear(head);
	return -1;
}

void
index_head_clear(struct index_head *head)
{
	names_free(head->names);
	memset(head, 0, sizeof(*head));
}
