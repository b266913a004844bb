#include <stdlib.h>
#include <string.h>

#include <htslib/vcf.h>

#include "base/le.h"
#include "source/header.h"

#define BAM_REFERENCE_MAX	65536	/* bytes of a reference's name */

static int
not_format(const struct cursor *c, const char *what, struct fault *fault)
{
	return fault_detail(fault, FAULT_INTERNAL,
	    "the file of this dataset is not what its name says", "%s: %s",
	    blocks_object(c->blocks)->path, what);
}

int
header_too_long(const struct cursor *c, const struct limits *limits,
    struct fault *fault)
{
	return fault_detail(fault, FAULT_INTERNAL,
	    "the header of this dataset is longer than the server reads",
	    "%s: header over %llu bytes ([limits] header)",
	    blocks_object(c->blocks)->path,
	    (unsigned long long)limits->header);
}

/* The next 32-bit number, little-endian, and the cursor behind it. */
static int
take32(struct cursor *c, uint32_t *value, struct fault *fault)
{
	const uint8_t *p;
	size_t got;

	if ((p = cursor_peek(c, 4, &got, fault)) == NULL)
		return not_format(c, "ends inside its header", fault);
	*value = le32(p);
	return cursor_skip(c, 4, fault);
}

/* The magic bytes, or a fault that names the format. */
static int
take_magic(struct cursor *c, const char *magic, size_t n, const char *what,
    struct fault *fault)
{
	const uint8_t *p;
	size_t got;

	p = cursor_peek(c, n, &got, fault);
	if (p == NULL && fault->kind != FAULT_NONE)
		return -1;
	if (p == NULL || memcmp(p, magic, n) != 0)
		return not_format(c, what, fault);
	return cursor_skip(c, n, fault);
}

static int
names_put(struct source *s, const char *name, size_t n, int32_t id,
    struct fault *fault)
{
	if (names_add(s->names, name, n, id) == -1)
		return fault_nomem(fault);
	return 0;
}

/* One entry of the reference list (SAMv1 4.2): l_name, name, l_ref. */
static int
bam_reference(struct source *s, struct cursor *c, int32_t id,
    uint64_t *bytes, struct fault *fault)
{
	char name[256], *copy = name;
	uint32_t n, length;
	const uint8_t *p;
	size_t got;
	int error = -1;

	if (take32(c, &n, fault) == -1)
		return -1;
	if (n < 1 || n > BAM_REFERENCE_MAX)
		return not_format(c, "a reference name of a bad length",
		    fault);
	if (n > sizeof(name) && (copy = malloc(n)) == NULL)
		return fault_nomem(fault);
	if ((p = cursor_peek(c, n, &got, fault)) == NULL) {
		(void)not_format(c, "ends inside its header", fault);
		goto out;
	}
	*bytes += n;
	memcpy(copy, p, n);
	if (copy[n - 1] != '\0') {
		(void)not_format(c, "a reference name without its NUL", fault);
		goto out;
	}
	if (cursor_skip(c, n, fault) == 0 && take32(c, &length, fault) == 0)
		error = names_put(s, copy, strlen(copy), id, fault);
out:
	if (copy != name)
		free(copy);
	return error;
}

int
header_walk_bam(struct source *s, struct cursor *c,
    const struct limits *limits, struct fault *fault)
{
	uint32_t text, references, i;
	uint64_t bytes = 0;

	if (take_magic(c, "BAM\1", 4, "not BAM", fault) == -1 ||
	    take32(c, &text, fault) == -1)
		return -1;
	if (text > limits->header)
		return header_too_long(c, limits, fault);
	if (cursor_skip(c, text, fault) == -1 ||
	    take32(c, &references, fault) == -1)
		return -1;
	if (references > limits->header / 9)	/* bytes of the shortest */
		return header_too_long(c, limits, fault);
	s->nreferences = references;
	for (i = 0; i < references; i++) {
		if (bam_reference(s, c, i, &bytes, fault) == -1)
			return -1;
		if (bytes > limits->header)
			return header_too_long(c, limits, fault);
	}
	return 0;
}

/* The value of ID= in a structured header line, up to `,` or `>`. */
static const char *
line_id(const char *line, size_t n, size_t *bytes)
{
	size_t i, end;

	for (i = 0; i + 4 <= n; i++)
		if ((line[i] == '<' || line[i] == ',') &&
		    memcmp(line + i + 1, "ID=", 3) == 0)
			break;
	if (i + 4 > n)
		return NULL;
	i += 4;
	for (end = i; end < n && line[end] != ',' && line[end] != '>'; end++)
		;
	*bytes = end - i;
	return line + i;
}

/* ##contig=<ID=…> */
static int
vcf_contig(struct source *s, const char *line, size_t n, struct fault *fault)
{
	const char *id;
	size_t bytes;

	if (n < 10 || memcmp(line, "##contig=<", 10) != 0)
		return 0;
	if ((id = line_id(line, n, &bytes)) == NULL || bytes == 0)
		return 0;
	return names_put(s, id, bytes, (int32_t)names_count(s->names), fault);
}

int
header_walk_vcf(struct source *s, struct cursor *c,
    const struct limits *limits, struct fault *fault)
{
	const char *line;
	const uint8_t *p;
	size_t n, got, total = 0;

	for (;;) {
		p = cursor_peek(c, 1, &got, fault);
		if (p == NULL && fault->kind != FAULT_NONE)
			return -1;
		if (p == NULL || *p != '#')
			break;
		if (cursor_line(c, limits->header, 1, &line, &n, fault) == -1
		    || vcf_contig(s, line, n, fault) == -1)
			return -1;
		if ((total += n) > limits->header)
			return header_too_long(c, limits, fault);
	}
	return total > 0 ? 0 : not_format(c, "no VCF header", fault);
}

/*
 * Whether a line of the header has an IDX over `most`: htslib makes a table
 * of so many entries, however short the header.
 */
static bool
bcf_idx_over(const char *text, uint64_t most)
{
	const char *p;

	for (p = text; (p = strstr(p, "IDX=")) != NULL; p += 4)
		if (p > text && strchr("<, ", p[-1]) != NULL &&
		    strtoull(p + 4, NULL, 10) > most)
			return true;
	return false;
}

/* Names and keys as htslib reads them: IDX may be sparse. */
static int
bcf_dictionary(struct source *s, const struct cursor *c, char *text,
    const struct limits *limits, struct fault *fault)
{
	bcf_hdr_t *h;
	const char *name;
	int i, error = -1;

	if (bcf_idx_over(text, limits->header / sizeof(bcf_idpair_t)))
		return header_too_long(c, limits, fault);
	if ((h = bcf_hdr_init("r")) == NULL)
		return fault_nomem(fault);
	if (bcf_hdr_parse(h, text) < 0) {
		(void)not_format(c, "its BCF header cannot be parsed", fault);
		goto out;
	}
	for (i = 0; i < h->n[BCF_DT_CTG]; i++) {
		name = h->id[BCF_DT_CTG][i].key;
		if (name != NULL && names_put(s, name, strlen(name), i,
		    fault) == -1)
			goto out;
	}
	s->nreferences = h->n[BCF_DT_CTG];
	s->keys.end = bcf_hdr_id2int(h, BCF_DT_ID, "END");
	s->keys.svlen = bcf_hdr_id2int(h, BCF_DT_ID, "SVLEN");
	s->keys.len = bcf_hdr_id2int(h, BCF_DT_ID, "LEN");
	error = 0;
out:
	bcf_hdr_destroy(h);
	return error;
}

int
header_walk_bcf(struct source *s, struct cursor *c,
    const struct limits *limits, struct fault *fault)
{
	const uint8_t *p;
	uint32_t n, minor;
	size_t got;
	char *text;
	int error = -1;

	if (take_magic(c, "BCF\2", 4, "not BCF 2", fault) == -1)
		return -1;
	if ((p = cursor_peek(c, 1, &got, fault)) == NULL)
		return not_format(c, "ends inside its header", fault);
	if ((minor = *p) != 1 && minor != 2)
		return not_format(c, "not BCF 2.1 or 2.2", fault);
	if (cursor_skip(c, 1, fault) == -1 || take32(c, &n, fault) == -1)
		return -1;
	if (n > limits->header)
		return header_too_long(c, limits, fault);
	if ((text = malloc((size_t)n + 1)) == NULL)
		return fault_nomem(fault);
	if ((p = cursor_peek(c, n, &got, fault)) == NULL) {
		(void)not_format(c, "ends inside its header", fault);
		goto out;
	}
	memcpy(text, p, n);
	text[n] = '\0';
	if (bcf_dictionary(s, c, text, limits, fault) == 0)
		error = cursor_skip(c, n, fault);
out:
	free(text);
	return error;
}
