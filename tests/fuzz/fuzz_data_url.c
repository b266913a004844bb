/* fuzz_data_url: the first byte an id, then the query of a data URL. */
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "fuzz.h"
#include "htsget/data_url.h"
#include "htsget/signature.h"

#define BASE	"https://h/htsget"

static void
check_span(const struct span *span)
{
	uint64_t last = 0;
	size_t i;

	fuzz_must(span->header + span->eof + span->nparts > 0);
	fuzz_must(!span->header || (span->nparts == 0 && !span->eof));
	fuzz_must(span->nparts <= SPAN_PARTS_MAX);
	for (i = 0; i < span->nparts; i++) {
		fuzz_must(span->parts[i].start >= last);
		fuzz_must(span->parts[i].end > span->parts[i].start);
		last = span->parts[i].end;
	}
}

/* All or nothing; a signed file has a range that is not empty. */
static void
check_signing(enum data_kind kind, const struct data_query *q)
{
	if (q->is_signed) {
		fuzz_must(strlen(q->key) == DATA_KEY_TEXT);
		fuzz_must(strlen(q->signature) == DATA_SIGNATURE_TEXT);
		fuzz_must(utf8_valid(q->user, strlen(q->user)));
		fuzz_must(kind == DATA_SPAN || q->start < q->end);
	} else {
		fuzz_must(q->end == 0 && q->expires == 0);
		fuzz_must(*q->user == '\0' && *q->key == '\0');
		fuzz_must(*q->signature == '\0');
	}
	fuzz_must(kind == DATA_FILE || (q->start == 0 && q->end == 0));
}

static void
check_same(const struct data_query *a, const struct data_query *b)
{
	fuzz_must(a->format == b->format);
	fuzz_must(strcmp(a->version, b->version) == 0);
	fuzz_must(strcmp(a->ticket, b->ticket) == 0);
	fuzz_must(a->is_signed == b->is_signed);
	fuzz_must(a->start == b->start && a->end == b->end);
	fuzz_must(a->expires == b->expires);
	fuzz_must(strcmp(a->user, b->user) == 0);
	fuzz_must(strcmp(a->key, b->key) == 0);
	fuzz_must(strcmp(a->signature, b->signature) == 0);
	fuzz_must(a->span.header == b->span.header);
	fuzz_must(a->span.eof == b->span.eof);
	fuzz_must(a->span.nparts == b->span.nparts);
	fuzz_must(a->span.nparts == 0 || memcmp(a->span.parts, b->span.parts,
	    a->span.nparts * sizeof(*a->span.parts)) == 0);
}

/* What was parsed can be written, and parses to the same again. */
static void
write_again(enum data_kind kind, const char *id, const struct data_query *q)
{
	struct fault fault = FAULT_INIT;
	struct data_query again;
	char *url;

	fuzz_must(data_url_write(BASE, kind, id, q, &url, &fault) == 0);
	fuzz_must(strncmp(url, BASE "/data/", strlen(BASE "/data/")) == 0);
	fuzz_must(strlen(strchr(url, '?') + 1) < DATA_QUERY_MAX);
	fuzz_must(data_url_parse(kind, strchr(url, '?') + 1, &again,
	    &fault) == 0);
	check_same(q, &again);
	data_query_clear(&again);
	free(url);
}

/* Signed anew it holds, and one second is another text. */
static void
sign(enum data_kind kind, const char *id, struct data_query *q)
{
	static const struct secrets secrets = {
		.v[0] = { .key = { 1 }, .name = "00000001" },
		.n = 1,
	};
	struct fault fault = FAULT_INIT;

	fuzz_must(!q->is_signed || signature_check(&secrets, kind, id, q, 0,
	    0, &fault) == -1);
	if (!q->is_signed && kind == DATA_FILE)
		q->end = 1;
	signature_sign(&secrets, kind, id, q);
	fuzz_must(signature_check(&secrets, kind, id, q, q->expires, 0,
	    &fault) == 0);
	write_again(kind, id, q);
	q->expires ^= 1;
	fuzz_must(signature_check(&secrets, kind, id, q, q->expires, 0,
	    &fault) == -1);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct input in = { data, n };
	const char id[] = { 'a', (char)fuzz_byte(&in), '\0' };
	char *text = fuzz_text(&in);
	enum data_kind kind;

	for (kind = DATA_FILE; kind <= DATA_SPAN; kind++) {
		struct fault fault = FAULT_INIT;
		struct data_query q;

		if (data_url_parse(kind, text, &q, &fault) == 0) {
			if (kind == DATA_SPAN)
				check_span(&q.span);
			check_signing(kind, &q);
			write_again(kind, id, &q);
			sign(kind, id, &q);
		} else
			fuzz_fault(&fault);
		data_query_clear(&q);
	}
	free(text);
	return 0;
}
