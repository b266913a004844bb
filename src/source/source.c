#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "source/cursor.h"
#include "source/deflate.h"
#include "source/header.h"
#include "source/index.h"
#include "source/source.h"

#define SOURCE_MEMORY	4096	/* of the structs themselves, about */
#define NAME_SHOWN	100	/* bytes of a reference's name in a fault */

/*
 * Where the trailing EOF markers begin; some real files end in three
 * (doc/slicing.md, "Pieces").
 */
static int
find_data_end(struct source *s, struct object *o, struct fault *fault)
{
	uint8_t tail[BLOCK_EOF_BYTES];

	s->data_end = s->version.size;
	while (s->data_end >= BLOCK_EOF_BYTES) {
		if (object_read(o, tail, sizeof(tail),
		    s->data_end - BLOCK_EOF_BYTES, fault) == -1)
			return -1;
		if (memcmp(tail, block_eof, sizeof(tail)) != 0)
			break;
		s->data_end -= BLOCK_EOF_BYTES;
		s->has_eof = true;
	}
	return 0;
}

/* What the block under the cursor holds of the header; 0 behind it. */
static const uint8_t *
header_part(const struct source *s, struct cursor *c, size_t *n,
    struct fault *fault)
{
	const uint8_t *p;

	*n = 0;
	if (cursor_at_end(c, fault) == -1)
		return NULL;
	if (c->at >= s->hend)
		return (const uint8_t *)"";
	if ((p = cursor_peek(c, 1, n, fault)) == NULL)
		return NULL;
	if (voffset_block(c->at) == voffset_block(s->hend))
		*n = voffset_within(s->hend) - voffset_within(c->at);
	return p;
}

/* The header's bytes, inflated, into s->header. */
static int
collect_header(struct source *s, struct blocks *blocks,
    const struct limits *limits, struct fault *fault)
{
	struct cursor c;
	const uint8_t *p;
	size_t n;

	cursor_init(&c, blocks, 0);
	while ((p = header_part(s, &c, &n, fault)) != NULL && n > 0) {
		if (s->header.l + n > limits->header)
			(void)header_too_long(&c, limits, fault);
		else if (kputsn((const char *)p, n, &s->header) == EOF)
			(void)fault_nomem(fault);
		if (fault->kind != FAULT_NONE ||
		    cursor_skip(&c, n, fault) == -1)
			break;
	}
	cursor_clear(&c);
	return fault->kind == FAULT_NONE ? 0 : -1;
}

/* The header made again as blocks of our own, kept with the source. */
static int
deflate_header(struct source *s, struct fault *fault)
{
	kstring_t out = KS_INITIALIZE;
	int error;

	error = deflate_append(&out, (const uint8_t *)s->header.s,
	    s->header.l, fault);
	free(s->header.s);
	s->header = out;
	return error;
}

/* Where the header ends, seen by the file's blocks: HEND of doc/slicing.md. */
static int
settle_header(struct source *s, struct cursor *c, const struct limits *limits,
    struct fault *fault)
{
	uint32_t compressed, length;

	if (cursor_at_end(c, fault) == -1)
		return -1;
	s->hend = c->at;
	s->header_end = voffset_block(c->at);
	s->header_aligned = voffset_within(c->at) == 0;
	if (s->header_aligned) {
		if (s->header_end > s->data_end)
			s->header_end = s->data_end;
		return 0;
	}
	if (blocks_measure(c->blocks, s->header_end, &compressed, &length,
	    fault) == -1)
		return -1;
	s->header_end += compressed;
	if (collect_header(s, c->blocks, limits, fault) == -1)
		return -1;
	return deflate_header(s, fault);
}

static int
walk_header(struct source *s, struct cursor *c, const struct limits *limits,
    struct fault *fault)
{
	switch (s->format) {
	case FORMAT_BAM:
		return header_walk_bam(s, c, limits, fault);
	case FORMAT_VCF:
		return header_walk_vcf(s, c, limits, fault);
	default:
		return header_walk_bcf(s, c, limits, fault);
	}
}

static int
open_bgzf(struct source *s, struct object *o, const struct limits *limits,
    struct fault *fault)
{
	struct blocks *blocks;
	struct cursor c;
	int error = -1;

	if (find_data_end(s, o, fault) == -1)
		return -1;
	if ((blocks = blocks_new(o)) == NULL)
		return fault_nomem(fault);
	cursor_init(&c, blocks, 0);
	if (walk_header(s, &c, limits, fault) == 0)
		error = settle_header(s, &c, limits, fault);
	cursor_clear(&c);
	blocks_free(blocks);
	return error;
}

static int
open_cram(struct source *s, struct object *o, const struct limits *limits,
    struct fault *fault)
{
	if (cram_layout_read(o, limits->header, &s->cram, s->names,
	    fault) == -1)
		return -1;
	s->header_aligned = true;
	s->header_end = s->cram.first;
	s->data_end = s->cram.end;
	s->has_eof = s->cram.has_eof;
	return 0;
}

struct source *
source_open(struct object *o, enum format format,
    const struct limits *limits, struct fault *fault)
{
	struct source *s;
	int error;

	if ((s = calloc(1, sizeof(*s))) == NULL ||
	    (s->names = names_new()) == NULL) {
		free(s);
		(void)fault_nomem(fault);
		return NULL;
	}
	s->format = format;
	s->version = o->version;
	s->settled = version_settled(&s->version);
	s->keys.end = s->keys.svlen = s->keys.len = -1;
	error = format == FORMAT_CRAM ? open_cram(s, o, limits, fault) :
	    open_bgzf(s, o, limits, fault);
	if (error == -1 || object_unchanged(o, fault) == -1) {
		source_free(s);
		return NULL;
	}
	s->memory = SOURCE_MEMORY + s->header.m + names_memory(s->names);
	return s;
}

struct blocks *
source_blocks(struct source *s, struct object *o, struct fault *fault)
{
	if (s->blocks != NULL)
		blocks_turn(s->blocks, o);
	else if ((s->blocks = blocks_new(o)) == NULL) {
		(void)fault_nomem(fault);
		return NULL;
	}
	if (s->known == NULL)
		s->known = known_new();
	blocks_learn(s->blocks, s->known);
	return s->blocks;
}

void
source_rest(struct source *s)
{
	if (s->blocks != NULL)
		blocks_rest(s->blocks);
	if (s->index != NULL)
		index_file_rest(s->index);
}

size_t
source_memory(const struct source *s)
{
	return s->memory + (s->known != NULL ? known_memory(s->known) : 0) +
	    (s->index != NULL ? index_file_memory(s->index) : 0) +
	    (s->crai != NULL ? crai_memory(s->crai) : 0);
}

void
source_free(struct source *s)
{
	if (s == NULL)
		return;
	blocks_free(s->blocks);
	known_free(s->known);
	index_clear(s);
	names_free(s->names);
	free(s->header.s);
	free(s);
}

const uint8_t *
source_eof(const struct source *s, size_t *n)
{
	if (s->format == FORMAT_CRAM)
		return cram_eof(&s->cram, n);
	*n = sizeof(block_eof);
	return block_eof;
}

int
source_load_index(struct source *s, const struct dataset *d,
    const struct limits *limits, struct fault *fault)
{
	if (s->index_kind != INDEX_NONE && s->index_settled) {
		if (s->index != NULL)
			index_file_turn(s->index, d->index);
		return 0;
	}
	index_clear(s);
	if (d->index == NULL)
		return fault_detail(fault, FAULT_INTERNAL,
		    "this dataset has no index: only its header and the whole "
		    "file can be given", "%s: no index found", d->path);
	return index_load(s, d, limits, fault);
}

static int
no_reference(const struct source *s, const char *name, struct fault *fault)
{
	const char *alike = names_alike(s->names, name);
	int bytes = (int)utf8_prefix(name, NAME_SHOWN);

	if (alike != NULL)
		return fault_set(fault, FAULT_NOT_FOUND,
		    "there is no reference %.*s; did you mean %.*s?", bytes,
		    name, (int)utf8_prefix(alike, NAME_SHOWN), alike);
	return fault_set(fault, FAULT_NOT_FOUND,
	    "there is no reference %.*s", bytes, name);
}

int
source_reference(const struct source *s, const char *name, int32_t *tid,
    struct fault *fault)
{
	int32_t id = names_find(s->names, name);

	if (s->format == FORMAT_VCF) {
		*tid = s->index != NULL ?
		    names_find(index_file_names(s->index), name) : -1;
		if (*tid < 0 && id < 0)
			return no_reference(s, name, fault);
		return 0;
	}
	*tid = id;
	return id < 0 ? no_reference(s, name, fault) : 0;
}
