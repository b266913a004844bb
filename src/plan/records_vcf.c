#include <string.h>

#include "plan/records.h"
#include "plan/symbolic.h"

#define COLUMNS		8	/* CHROM … INFO */
#define POS_DIGITS	18	/* never overflows 64 bits */

enum { CHROM, POS, ID, REF, ALT, QUAL, FILTER, INFO };

struct text {
	const char	*s;
	size_t		 n;
};

/* Cuts the next piece off *rest at `separator`; false when none is left. */
static bool
next_piece(struct text *rest, char separator, struct text *piece)
{
	const char *end;

	if (rest->s == NULL)
		return false;
	end = memchr(rest->s, separator, rest->n);
	piece->s = rest->s;
	piece->n = end == NULL ? rest->n : (size_t)(end - rest->s);
	if (end == NULL)
		rest->s = NULL;
	else {
		rest->s = end + 1;
		rest->n -= piece->n + 1;
	}
	return true;
}

/* Digits only; false if there is anything else or nothing. */
static bool
digits(struct text t, int64_t *value)
{
	*value = 0;
	if (t.n == 0 || t.n > POS_DIGITS)
		return false;
	for (; t.n > 0; t.s++, t.n--) {
		if (*t.s < '0' || *t.s > '9')
			return false;
		*value = *value * 10 + (*t.s - '0');
	}
	return true;
}

/* SVLEN without its sign: deletions have it negative up to VCF 4.3. */
static bool
magnitude(struct text t, int64_t *bases)
{
	if (t.n > 0 && *t.s == '-') {
		t.s++;
		t.n--;
	}
	return digits(t, bases);
}

/* SVLEN has a value for each ALT; the last one stands for what is missing. */
static void
reach_by_svlen(struct record *rec, struct text alts, struct text lengths)
{
	struct text alt, length = { NULL, 0 };
	int64_t bases;

	while (next_piece(&alts, ',', &alt)) {
		(void)next_piece(&lengths, ',', &length);
		if (symbolic_has_svlen(alt.s, alt.n) &&
		    magnitude(length, &bases))
			record_reach(rec, rec->pos + 1 + bases);
	}
}

/* The value of a field that begins with `key`, "END=" for one. */
static bool
field_value(struct text field, const char *key, struct text *value)
{
	size_t n = strlen(key);

	if (field.n < n || memcmp(field.s, key, n) != 0)
		return false;
	value->s = field.s + n;
	value->n = field.n - n;
	return true;
}

/* A key stands once (VCFv4.3 1.6.1); SVLEN costs a walk over all ALTs. */
static void
reach_by_info(struct record *rec, const struct text *column)
{
	struct text info = column[INFO], field, value;
	bool svlen = false;
	int64_t end;

	while (next_piece(&info, ';', &field))
		if (field_value(field, "END=", &value)) {
			if (digits(value, &end))
				record_reach(rec, end);
		} else if (!svlen && field_value(field, "SVLEN=", &value)) {
			reach_by_svlen(rec, column[ALT], value);
			svlen = true;
		}
}

/* The place of LEN in the FORMAT column, or -1. */
static int
len_place(struct text format)
{
	struct text key;
	int i;

	for (i = 0; next_piece(&format, ':', &key); i++)
		if (key.n == 3 && memcmp(key.s, "LEN", 3) == 0)
			return i;
	return -1;
}

/* FORMAT/LEN of <*>, the longest of all samples (VCF 4.5). */
static void
reach_by_len(struct record *rec, struct text alts, struct text samples)
{
	struct text alt, format, sample, value = { "", 0 };
	bool wanted = false;
	int64_t bases;
	int place, i;

	while (next_piece(&alts, ',', &alt))
		wanted |= symbolic_has_len(alt.s, alt.n);
	if (!wanted || !next_piece(&samples, '\t', &format) ||
	    (place = len_place(format)) == -1)
		return;
	while (next_piece(&samples, '\t', &sample)) {
		for (i = 0; i <= place && next_piece(&sample, ':', &value); )
			i++;
		if (i > place && digits(value, &bases))
			record_reach(rec, rec->pos + bases);
	}
}

static void
find_end(struct record *rec, const struct text *column, struct text samples)
{
	rec->end = rec->pos + 1;
	record_reach(rec, rec->pos + (int64_t)column[REF].n);
	reach_by_info(rec, column);
	reach_by_len(rec, column[ALT], samples);
}

/* A line's columns up to INFO; *rest is what follows. */
static bool
split_columns(struct text line, struct text *column, struct text *rest)
{
	int i;

	while (line.n > 0 && (line.s[line.n - 1] == '\n' ||
	    line.s[line.n - 1] == '\r'))
		line.n--;
	for (i = 0; i < COLUMNS; i++)
		if (!next_piece(&line, '\t', &column[i]))
			return false;
	*rest = line;
	return true;
}

/* CHROM and POS, which a line's beginning always holds. */
static int
find_place(struct reader *r, struct text line, struct record *rec,
    struct fault *fault)
{
	struct text chrom, pos;
	size_t n = strlen(r->reference);

	if (!next_piece(&line, '\t', &chrom) || chrom.n == 0 ||
	    !next_piece(&line, '\t', &pos) || line.s == NULL ||
	    !digits(pos, &rec->pos))
		return record_bad(r, "no VCF record", fault);
	rec->pos--;
	rec->tid = chrom.n == n && memcmp(chrom.s, r->reference, n) == 0 ?
	    r->tid : RECORD_OTHER;
	rec->end = rec->pos + 1;
	return 0;
}

int
record_vcf(struct reader *r, struct record *rec, struct fault *fault)
{
	struct text column[COLUMNS], line, samples;
	uint64_t start = r->cursor.at;

	if (cursor_line(&r->cursor, r->limits->record, 0, &line.s, &line.n,
	    fault) == -1 || find_place(r, line, rec, fault) == -1)
		return -1;
	if (rec->pos >= r->beg || rec->tid == RECORD_OTHER)
		return 0;
	if (line.s[line.n - 1] != '\n') {	/* its beginning only */
		r->cursor.at = start;
		if (cursor_line(&r->cursor, r->limits->record, 1, &line.s,
		    &line.n, fault) == -1)
			return -1;
	}
	if (!split_columns(line, column, &samples))
		return record_bad(r, "no VCF record", fault);
	find_end(rec, column, samples);
	return 0;
}
