#include <stdbool.h>
#include <stdlib.h>

#include "base/le.h"
#include "source/cursor.h"
#include "source/index_bytes.h"

#define WINDOW	(256u << 10)	/* bytes of one read of a plain index */

struct index_bytes {
	struct object	*object;
	uint64_t	 left;		/* of the limit */
	struct blocks	*blocks;	/* BGZF, else NULL */
	struct cursor	 cursor;
	uint8_t		*window;	/* plain, else NULL */
	uint64_t	 window_at;
	size_t		 window_bytes;
	uint64_t	 at;
};

_Static_assert(WINDOW >= INDEX_BYTES_MAX, "what index_bytes_peek promises");

static bool
is_gzip(struct object *o, struct fault *fault)
{
	uint8_t magic[2];
	size_t got;

	return object_read_some(o, magic, sizeof(magic), 0, &got, fault) == 0 &&
	    got == 2 && magic[0] == 0x1f && magic[1] == 0x8b;
}

struct index_bytes *
index_bytes_new(struct object *o, uint64_t limit, struct fault *fault)
{
	struct index_bytes *b;
	bool gzip = is_gzip(o, fault);

	if (fault->kind != FAULT_NONE)
		return NULL;
	if ((b = calloc(1, sizeof(*b))) == NULL)
		goto nomem;
	b->object = o;
	b->left = limit;
	if (gzip)
		b->blocks = blocks_new(o);
	else
		b->window = malloc(WINDOW);
	if (b->blocks == NULL && b->window == NULL)
		goto nomem;
	cursor_init(&b->cursor, b->blocks, 0);
	return b;
nomem:
	index_bytes_free(b);
	(void)fault_nomem(fault);
	return NULL;
}

void
index_bytes_free(struct index_bytes *b)
{
	if (b == NULL)
		return;
	cursor_clear(&b->cursor);
	blocks_free(b->blocks);
	free(b->window);
	free(b);
}

static int
ends(const struct index_bytes *b, struct fault *fault)
{
	return fault_detail(fault, FAULT_INTERNAL, INDEX_DAMAGED,
	    "%s: ends before its last part", b->object->path);
}

/* As index_bytes_peek, of a plain file. */
static const uint8_t *
plain_peek(struct index_bytes *b, size_t want, size_t *got,
    struct fault *fault)
{
	uint64_t off = b->at - b->window_at;

	if (b->at < b->window_at || off > b->window_bytes ||
	    b->window_bytes - off < want) {
		b->window_at = b->at;
		off = b->window_bytes = 0;
		if (object_read_some(b->object, b->window, WINDOW, b->at,
		    &b->window_bytes, fault) == -1)
			return NULL;
	}
	*got = b->window_bytes - off;
	return *got >= want ? b->window + off : NULL;
}

const uint8_t *
index_bytes_peek(struct index_bytes *b, size_t want, size_t *got,
    struct fault *fault)
{
	const uint8_t *p;

	p = b->blocks != NULL ? cursor_peek(&b->cursor, want, got, fault) :
	    plain_peek(b, want, got, fault);
	if (p == NULL)		/* the first fault stays */
		(void)ends(b, fault);
	return p;
}

int
index_bytes_skip(struct index_bytes *b, uint64_t bytes, struct fault *fault)
{
	if (bytes > b->left)
		return fault_detail(fault, FAULT_INTERNAL,
		    "the index of this dataset is larger than the server "
		    "reads", "%s: inflates to more than [limits] index",
		    b->object->path);
	b->left -= bytes;
	if (b->blocks != NULL)
		return cursor_skip(&b->cursor, bytes, fault);
	b->at += bytes;
	return b->at <= b->object->version.size ? 0 : ends(b, fault);
}

uint64_t
index_bytes_tell(const struct index_bytes *b)
{
	return b->blocks != NULL ? b->cursor.at : b->at;
}

void
index_bytes_seek(struct index_bytes *b, uint64_t place)
{
	if (b->blocks != NULL)
		b->cursor.at = place;
	else
		b->at = place;
}

int
index_bytes_take32(struct index_bytes *b, uint32_t *value, struct fault *fault)
{
	const uint8_t *p;
	size_t got;

	if ((p = index_bytes_peek(b, 4, &got, fault)) == NULL)
		return -1;
	*value = le32(p);
	return index_bytes_skip(b, 4, fault);
}
