#include <stdlib.h>
#include <string.h>

#include <htslib/kstring.h>
#include <htslib/sam.h>
#include <libdeflate.h>

#include "base/le.h"
#include "source/cram.h"

#define CONTAINER_READ		512	/* bytes that hold nearly any header */
#define CONTAINER_HEADER_MAX	(1u << 20)	/* 200,000 slices */
#define METHOD_RAW		0
#define METHOD_GZIP		1
#define CONTENT_HEADER		0	/* content type of the SAM header */
#define EOF_MAX			38

static const uint8_t eof_2[] = {	/* CRAMv2.1 section 9 */
	0x0b, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0x0f, 0xe0, 0x45, 0x4f, 0x46,
	0, 0, 0, 0, 1, 0, 0, 1, 0, 6, 6, 1, 0, 1, 0, 1, 0
};
static const uint8_t eof_3[EOF_MAX] = {	/* CRAMv3 section 9 */
	0x0f, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0x0f, 0xe0, 0x45, 0x4f, 0x46,
	0, 0, 0, 0, 1, 0, 0x05, 0xbd, 0xd9, 0x4f, 0, 1, 0, 6, 6, 1, 0, 1, 0,
	1, 0, 0xee, 0x63, 0x01, 0x4b
};

static const char cut_short[] = "cut short";

/* Bytes being parsed; `cut` once more was wanted than there is. */
struct scan {
	const uint8_t	*p;
	size_t		 n, at;
	bool		 cut;
};

static int
damaged(const struct object *o, uint64_t offset, const char *what,
    struct fault *fault)
{
	return fault_detail(fault, FAULT_INTERNAL,
	    "the file of this dataset is damaged, or its index does not "
	    "belong to it", "%s: CRAM container at byte %llu: %s", o->path,
	    (unsigned long long)offset, what);
}

static int
header_too_long(const struct object *o, uint64_t limit, struct fault *fault)
{
	return fault_detail(fault, FAULT_INTERNAL,
	    "the header of this dataset is longer than the server reads",
	    "%s: header over %llu bytes ([limits] header)", o->path,
	    (unsigned long long)limit);
}

static const uint8_t *
scan_bytes(struct scan *s, size_t n)
{
	static const uint8_t nothing[8];
	const uint8_t *p = s->p + s->at;

	if (s->cut || n > s->n - s->at) {
		s->cut = true;
		return nothing;
	}
	s->at += n;
	return p;
}

static int32_t
scan_int32(struct scan *s)
{
	return (int32_t)le32(scan_bytes(s, 4));
}

/* How many bytes follow a first byte: its leading ones. */
static unsigned
leading_ones(uint8_t first, unsigned most)
{
	unsigned n = 0;

	while (n < most && (first & 0x80u >> n) != 0)
		n++;
	return n;
}

/* CRAMv3 section 2.3; of a fifth byte only the low four bits count. */
static int32_t
scan_itf8(struct scan *s)
{
	uint8_t first = *scan_bytes(s, 1);
	unsigned i, n = leading_ones(first, 4);
	const uint8_t *p = scan_bytes(s, n);
	uint32_t v;

	v = n == 4 ? first & 0x0fu : first & (0x7fu >> n);
	for (i = 0; i < n && i < 3; i++)
		v = v << 8 | p[i];
	if (n == 4)
		v = v << 4 | (p[3] & 0x0fu);
	return (int32_t)v;
}

static void
skip_ltf8(struct scan *s)
{
	(void)scan_bytes(s, leading_ones(*scan_bytes(s, 1), 8));
}

static bool
crc_matches(struct scan *s)
{
	uint32_t crc = libdeflate_crc32(0, s->p, s->at);

	return (uint32_t)scan_int32(s) == crc;
}

/*
 * A container's header (CRAMv3 section 7, CRAMv2.1 section 6), its offsets
 * counted from the container's start; NULL, or what is wrong with it.
 */
static const char *
container_parse(const uint8_t *p, size_t n, unsigned major,
    struct cram_container *c)
{
	struct scan s = { p, n, 0, false };
	int32_t length, blocks, landmarks, i;

	length = scan_int32(&s);
	(void)scan_itf8(&s);		/* reference, start, span */
	(void)scan_itf8(&s);
	(void)scan_itf8(&s);
	c->records = scan_itf8(&s);
	if (major >= 3)
		skip_ltf8(&s);		/* record counter */
	else
		(void)scan_itf8(&s);
	skip_ltf8(&s);			/* bases */
	blocks = scan_itf8(&s);
	landmarks = scan_itf8(&s);
	if (length < 0 || c->records < 0 || blocks < 0 || landmarks < 0)
		return "a negative length or count";
	if (landmarks > length)
		return "more slices than bytes";
	for (i = 0; i < landmarks && !s.cut; i++)
		(void)scan_itf8(&s);
	if (major >= 3 && !crc_matches(&s) && !s.cut)
		return "a wrong CRC";
	c->blocks = s.at;
	c->end = s.at + (uint64_t)length;
	return s.cut ? cut_short : NULL;
}

/* Reads `most` bytes, or fewer at the file's end, and parses them. */
static int
header_parse(struct object *o, unsigned major, uint64_t offset, uint8_t *p,
    size_t most, struct cram_container *c, const char **why,
    struct fault *fault)
{
	size_t got;

	if (object_read_some(o, p, most, offset, &got, fault) == -1)
		return -1;
	*why = container_parse(p, got, major, c);
	return 0;
}

int
cram_container_read(struct object *o, const struct cram_layout *l,
    uint64_t offset, struct cram_container *c, struct fault *fault)
{
	uint8_t some[CONTAINER_READ], *all = NULL;
	const char *why = NULL;
	int rc = -1;

	if (offset >= l->end)
		return damaged(o, offset, "begins past the end", fault);
	if (header_parse(o, l->major, offset, some, sizeof(some), c, &why,
	    fault) == -1)
		goto out;
	if (why == cut_short) {
		if ((all = malloc(CONTAINER_HEADER_MAX)) == NULL) {
			(void)fault_nomem(fault);
			goto out;
		}
		if (header_parse(o, l->major, offset, all,
		    CONTAINER_HEADER_MAX, c, &why, fault) == -1)
			goto out;
	}
	if (why == NULL && c->end > l->end - offset)
		why = "ends past the end of the file";
	if (why != NULL) {
		(void)damaged(o, offset, why, fault);
		goto out;
	}
	c->blocks += offset;
	c->end += offset;
	rc = 0;
out:
	free(all);
	return rc;
}

int
cram_container_end(struct object *o, const struct cram_layout *l,
    uint64_t offset, uint64_t *end, struct fault *fault)
{
	struct cram_container c;

	if (cram_container_read(o, l, offset, &c, fault) == -1)
		return -1;
	*end = c.end;
	return 0;
}

/* Magic and version (CRAMv3 section 6). */
static int
definition_read(struct object *o, struct cram_layout *l, struct fault *fault)
{
	uint8_t p[CRAM_DEFINITION];

	if (o->version.size < sizeof(p))
		return fault_detail(fault, FAULT_INTERNAL,
		    "the file of this dataset is truncated",
		    "%s: %llu bytes are no CRAM file", o->path,
		    (unsigned long long)o->version.size);
	if (object_read(o, p, sizeof(p), 0, fault) == -1)
		return -1;
	if (memcmp(p, "CRAM", 4) != 0)
		return fault_detail(fault, FAULT_INTERNAL,
		    "the file of this dataset is not a CRAM file",
		    "%s: no CRAM magic", o->path);
	l->major = p[4];
	l->minor = p[5];
	if ((l->major == 2 || l->major == 3) && l->minor <= 1)
		return 0;
	return fault_detail(fault, FAULT_INTERNAL, "the file of this dataset "
	    "is of a CRAM version that this server does not read",
	    "%s: CRAM %u.%u, not 2.1, 3.0 or 3.1", o->path, l->major,
	    l->minor);
}

const uint8_t *
cram_eof(const struct cram_layout *l, size_t *n)
{
	if (l->major == 2) {
		*n = sizeof(eof_2);
		return eof_2;
	}
	*n = sizeof(eof_3);
	return eof_3;
}

/* Finds the EOF container, byte for byte. */
static int
end_read(struct object *o, struct cram_layout *l, struct fault *fault)
{
	uint8_t tail[EOF_MAX];
	const uint8_t *marker;
	size_t n;

	marker = cram_eof(l, &n);
	l->end = o->version.size;
	l->has_eof = false;
	if (l->end - CRAM_DEFINITION < n)
		return 0;
	if (object_read(o, tail, n, l->end - n, fault) == -1)
		return -1;
	if (memcmp(tail, marker, n) == 0) {
		l->has_eof = true;
		l->end -= n;
	}
	return 0;
}

struct text_block {
	uint8_t		 method, type;
	const uint8_t	*packed;
	int32_t		 packed_bytes, bytes;
};

/* A block (CRAMv3 section 8); NULL, or what is wrong with it. */
static const char *
block_parse(const uint8_t *p, size_t n, unsigned major, struct text_block *b)
{
	struct scan s = { p, n, 0, false };

	b->method = *scan_bytes(&s, 1);
	b->type = *scan_bytes(&s, 1);
	(void)scan_itf8(&s);		/* content id */
	b->packed_bytes = scan_itf8(&s);
	b->bytes = scan_itf8(&s);
	if (b->packed_bytes < 0 || b->bytes < 0)
		return "a negative length of the header's block";
	b->packed = scan_bytes(&s, b->packed_bytes);
	if (major >= 3 && !crc_matches(&s) && !s.cut)
		return "a wrong CRC of the header's block";
	return s.cut ? "the header's block is cut short" : NULL;
}

/*
 * Unpacks into `out`, that holds b->bytes: raw or gzip, all that the
 * specification allows here. NULL, or what is wrong with it.
 */
static const char *
block_unpack(const struct text_block *b, struct libdeflate_decompressor *d,
    uint8_t *out)
{
	if (b->type != CONTENT_HEADER)
		return "its first block is not the header";
	if (b->method == METHOD_RAW) {
		if (b->packed_bytes != b->bytes)
			return "two lengths of the header's raw block";
		memcpy(out, b->packed, b->bytes);
		return NULL;
	}
	if (b->method != METHOD_GZIP)
		return "the header's block is neither raw nor gzip";
	if (libdeflate_gzip_decompress(d, b->packed, b->packed_bytes, out,
	    b->bytes, NULL) != LIBDEFLATE_SUCCESS)
		return "bad gzip data of the header";
	return NULL;
}

/*
 * The SAM header in the bytes of its container: a block of int32 length and
 * text; blocks or bytes behind it are padding (CRAMv3 section 7.1). The
 * caller frees *data, inside which *text begins.
 */
static int
text_unpack(struct object *o, const uint8_t *p, size_t n, uint64_t limit,
    unsigned major, uint8_t **data, const char **text, size_t *bytes,
    struct fault *fault)
{
	struct libdeflate_decompressor *d = NULL;
	const char *why;
	struct text_block b;
	int rc = -1;

	if ((why = block_parse(p, n, major, &b)) == NULL && b.bytes < 4)
		why = "a bad length of the header";
	if (why != NULL)
		return damaged(o, CRAM_DEFINITION, why, fault);
	if ((uint64_t)b.bytes > limit)
		return header_too_long(o, limit, fault);
	if ((*data = malloc(b.bytes)) == NULL ||
	    (d = libdeflate_alloc_decompressor()) == NULL) {
		(void)fault_nomem(fault);
		goto out;
	}
	if ((why = block_unpack(&b, d, *data)) == NULL &&
	    le32(*data) > (uint32_t)b.bytes - 4)
		why = "the header's text is longer than its block";
	if (why != NULL) {
		(void)damaged(o, CRAM_DEFINITION, why, fault);
		goto out;
	}
	*text = (const char *)*data + 4;
	*bytes = strnlen(*text, le32(*data));
	rc = 0;
out:
	if (d != NULL)
		libdeflate_free_decompressor(d);
	return rc;
}

static int
names_fill(struct names *names, sam_hdr_t *sam, int32_t n,
    struct fault *fault)
{
	const char *name;
	int32_t i;

	for (i = 0; i < n; i++) {
		name = sam_hdr_tid2name(sam, i);
		if (name != NULL && names_add(names, name, strlen(name),
		    i) == -1)
			return fault_nomem(fault);
	}
	return 0;
}

/* 1: the order is one that an index of regions can be believed for. */
static int
order_sorted(sam_hdr_t *sam, bool *sorted)
{
	kstring_t order = KS_INITIALIZE;
	int rc = sam_hdr_find_tag_hd(sam, "SO", &order);

	*sorted = rc == -1 || (rc == 0 && (strcmp(order.s, "coordinate") == 0
	    || strcmp(order.s, "unknown") == 0));
	free(order.s);
	return rc == -2 ? -1 : 0;
}

static int
text_parse(struct object *o, struct cram_layout *l, struct names *names,
    const char *text, size_t bytes, struct fault *fault)
{
	sam_hdr_t *sam;
	int rc = -1;

	if (bytes == 0)		/* htslib would take the text for a string */
		text = "";
	if ((sam = sam_hdr_parse(bytes, text)) == NULL ||
	    (l->references = sam_hdr_nref(sam)) < 0 ||
	    order_sorted(sam, &l->sorted) == -1) {
		(void)damaged(o, CRAM_DEFINITION, "a bad SAM header", fault);
		goto out;
	}
	rc = names_fill(names, sam, l->references, fault);
out:
	sam_hdr_destroy(sam);
	return rc;
}

static int
header_read(struct object *o, uint64_t limit, struct cram_layout *l,
    struct names *names, struct fault *fault)
{
	uint8_t *container = NULL, *data = NULL;
	struct cram_container c;
	const char *text = NULL;
	size_t bytes;
	int rc = -1;

	if (cram_container_read(o, l, CRAM_DEFINITION, &c, fault) == -1)
		return -1;
	l->first = c.end;
	bytes = c.end - c.blocks;
	if (bytes > limit)
		return header_too_long(o, limit, fault);
	if ((container = malloc(bytes > 0 ? bytes : 1)) == NULL)
		return fault_nomem(fault);
	if (object_read(o, container, bytes, c.blocks, fault) == -1 ||
	    text_unpack(o, container, bytes, limit, l->major, &data, &text,
	    &bytes, fault) == -1)
		goto out;
	rc = text_parse(o, l, names, text, bytes, fault);
out:
	free(data);
	free(container);
	return rc;
}

int
cram_layout_read(struct object *o, uint64_t limit, struct cram_layout *l,
    struct names *names, struct fault *fault)
{
	memset(l, 0, sizeof(*l));
	if (definition_read(o, l, fault) == -1 ||
	    end_read(o, l, fault) == -1)
		return -1;
	return header_read(o, limit, l, names, fault);
}
