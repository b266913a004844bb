#include <stdlib.h>
#include <string.h>

#include "source/cursor.h"

void
cursor_init(struct cursor *c, struct blocks *blocks, uint64_t voffset)
{
	memset(c, 0, sizeof(*c));
	c->blocks = blocks;
	c->at = voffset;
}

void
cursor_clear(struct cursor *c)
{
	free(c->scratch.s);
	memset(c, 0, sizeof(*c));
}

static int
cursor_ended(const struct cursor *c)
{
	return c->at ==
	    voffset_make(blocks_object(c->blocks)->version.size, 0);
}

int
cursor_at_end(struct cursor *c, struct fault *fault)
{
	if (blocks_normalise(c->blocks, &c->at, fault) == -1)
		return -1;
	return cursor_ended(c);
}

/*
 * What the block under *at holds from there on, and *at behind it; *n is 0 at
 * the object's end.
 */
static const uint8_t *
rest_of_block(struct cursor *c, uint64_t *at, size_t *n, struct fault *fault)
{
	const struct block *b;
	uint32_t within;

	*n = 0;
	if (blocks_normalise(c->blocks, at, fault) == -1)
		return NULL;
	if (voffset_block(*at) ==
	    blocks_object(c->blocks)->version.size)
		return (const uint8_t *)"";
	if ((b = blocks_get(c->blocks, voffset_block(*at), fault)) == NULL)
		return NULL;
	within = voffset_within(*at);
	*n = b->length - within;
	*at = voffset_make(b->address + b->compressed, 0);
	return b->data + within;
}

const uint8_t *
cursor_peek(struct cursor *c, size_t bytes, size_t *got, struct fault *fault)
{
	uint64_t at = c->at;
	const uint8_t *p;
	size_t n;

	if ((p = rest_of_block(c, &at, got, fault)) == NULL)
		return NULL;
	if (*got >= bytes)
		return p;
	c->scratch.l = 0;
	for (n = *got, *got = 0; n > 0; ) {
		if (n > bytes - *got)
			n = bytes - *got;
		if (kputsn((const char *)p, n, &c->scratch) == EOF) {
			(void)fault_nomem(fault);
			return NULL;
		}
		if ((*got += n) == bytes)
			return (const uint8_t *)c->scratch.s;
		if ((p = rest_of_block(c, &at, &n, fault)) == NULL)
			return NULL;
	}
	return NULL;
}

int
cursor_skip(struct cursor *c, uint64_t bytes, struct fault *fault)
{
	uint64_t address = voffset_block(c->at);
	uint32_t compressed, length;

	bytes += voffset_within(c->at);
	for (;;) {
		if (blocks_measure(c->blocks, address, &compressed, &length,
		    fault) == -1)
			return -1;
		if (compressed == 0 && bytes > 0)
			return fault_detail(fault, FAULT_INTERNAL,
			    "the file of this dataset is truncated",
			    "%s: a record goes on behind the file's end",
			    blocks_object(c->blocks)->path);
		if (compressed == 0 || bytes < length)
			break;
		bytes -= length;
		address += compressed;
	}
	c->at = voffset_make(address, bytes);
	return 0;
}

/* The part of a block that belongs to the line; sets *ended at a newline. */
static size_t
line_part(const uint8_t *p, size_t n, int *ended)
{
	const uint8_t *newline = memchr(p, '\n', n);

	*ended = newline != NULL;
	return newline != NULL ? (size_t)(newline - p) + 1 : n;
}

static int
too_long(const struct cursor *c, size_t limit, struct fault *fault)
{
	return fault_detail(fault, FAULT_INTERNAL,
	    "a line of this dataset is longer than the server reads",
	    "%s: a line over %zu bytes ([limits] header, record)",
	    blocks_object(c->blocks)->path, limit);
}

int
cursor_line(struct cursor *c, size_t limit, int keep, const char **line,
    size_t *bytes, struct fault *fault)
{
	uint64_t at = c->at;
	const uint8_t *p;
	size_t n, part, total = 0;
	int ended;

	c->scratch.l = 0;
	*line = c->scratch.s;
	*bytes = 0;
	for (;;) {
		if ((p = rest_of_block(c, &at, &n, fault)) == NULL)
			return -1;
		if (n == 0)
			break;
		part = line_part(p, n, &ended);
		if ((total += part) > limit)
			return too_long(c, limit, fault);
		if (total == part && ended) {
			*line = (const char *)p;
			*bytes = part;
			break;
		}
		if ((keep || c->scratch.l < CURSOR_LINE_HEAD) &&
		    kputsn((const char *)p, part, &c->scratch) == EOF)
			return fault_nomem(fault);
		*line = c->scratch.s;
		*bytes = c->scratch.l;
		if (ended)
			break;
	}
	return cursor_skip(c, total, fault);
}
