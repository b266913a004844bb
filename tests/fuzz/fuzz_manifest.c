/*
 * fuzz_manifest: an id looked for in a table. An input is a byte (endpoint),
 * one that says how many rows stand above (low four bits) and below (high
 * four bits), times 16, so that there is something to search, the id up to a
 * newline, and the table. What is found is what a reader of all lines finds.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "catalogue/manifest.h"
#include "catalogue/manifest_row.h"
#include "fuzz.h"

#define TIMES	16

/* What all lines say together. */
struct expected {
	const char	*id;
	enum endpoint	 endpoint;
	bool		 good;		/* no line is broken */
	bool		 found;
	char		*file[FORMAT_COUNT];
};

static struct manifest_row row;
static struct manifest_order order;
static char table_path[FUZZ_PATH_MAX];
static int table_fd = -1;

static void
remove_file(void)
{
	(void)unlink(table_path);
}

static void
make_file(void)
{
	table_fd = fuzz_file(table_path);
	fuzz_must(table_fd != -1);
	atexit(remove_file);
}

static void
fill(kstring_t *table, char first, unsigned n)
{
	unsigned i;

	for (i = 0; i < n * TIMES; i++)
		fuzz_must(ksprintf(table, "%c%05u\tBAM\t/%0*u.bam\n", first, i,
		    (int)(1 + i * 7 % 64), i) > 0);
}

static void
take_line(struct expected *e, const char *line, size_t bytes, bool *had_id)
{
	if (manifest_is_comment(line, bytes)) {
		e->good &= !*had_id && bytes <= MANIFEST_LINE_MAX;
		return;
	}
	*had_id = true;
	if (manifest_row_read(&row, line, bytes) != NULL ||
	    manifest_order_next(&order, &row) != NULL) {
		e->good = false;
		return;
	}
	if (strcmp(row.id, e->id) != 0 ||
	    format_endpoint(row.format) != e->endpoint)
		return;
	e->found = true;
	if (e->file[row.format] == NULL)
		fuzz_must((e->file[row.format] = strdup(row.path)) != NULL);
}

static void
read_all(struct expected *e, const kstring_t *table)
{
	const char *s = table->s, *end = s + table->l, *newline;
	bool had_id = false;

	memset(&order, 0, sizeof(order));
	e->good = true;
	while (s < end) {
		newline = memchr(s, '\n', (size_t)(end - s));
		e->good &= newline != NULL;
		if (newline == NULL)
			newline = end;
		take_line(e, s, (size_t)(newline - s), &had_id);
		s = newline < end ? newline + 1 : end;
	}
}

static void
compare(const struct expected *e, const struct manifest_entry *entry)
{
	size_t i;

	if (e->good)
		fuzz_must((entry != NULL) == e->found);
	for (i = 0; entry != NULL && i < FORMAT_COUNT; i++) {
		if (e->good)
			fuzz_must((entry->data.file[i] != NULL) ==
			    (e->file[i] != NULL));
		if (entry->data.file[i] != NULL && e->file[i] != NULL &&
		    e->good)
			fuzz_must(strcmp(entry->data.file[i],
			    e->file[i]) == 0);
	}
}

static void
search(struct expected *e)
{
	struct data section = { .name = (char *)"x", .manifest = table_path };
	struct manifest_entry *entry = NULL;
	struct fault fault = FAULT_INIT;
	size_t i;

	if (manifest_find(&section, e->id, e->endpoint, &entry, &fault) == 0)
		compare(e, entry);
	else {
		fuzz_fault(&fault);
		fuzz_must(entry == NULL && !e->good);
		fuzz_must(fault.kind == FAULT_INTERNAL);
	}
	manifest_entry_free(entry);
	for (i = 0; i < FORMAT_COUNT; i++)
		free(e->file[i]);
}

static void
write_table(const kstring_t *table)
{
	fuzz_must(ftruncate(table_fd, 0) == 0);
	fuzz_must(pwrite(table_fd, table->s, table->l, 0) == (ssize_t)table->l);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct input in = { data, n };
	struct expected e = { .endpoint = fuzz_byte(&in) % ENDPOINT_COUNT };
	unsigned more = fuzz_byte(&in);
	const uint8_t *newline = in.n > 0 ? memchr(in.p, '\n', in.n) : NULL;
	size_t bytes = newline != NULL ? (size_t)(newline - in.p) : in.n;
	kstring_t table = KS_INITIALIZE;
	char *id = strndup((const char *)in.p, bytes);

	if (table_fd == -1)
		make_file();
	fuzz_must(id != NULL);
	e.id = id;
	bytes += newline != NULL;
	fill(&table, '!', more & 15);
	fuzz_must(kputsn((const char *)in.p + bytes, in.n - bytes, &table) !=
	    EOF);
	fill(&table, '~', more >> 4);
	if (id_trouble(id) == NULL) {
		read_all(&e, &table);
		write_table(&table);
		search(&e);
	}
	free(table.s);
	free(id);
	return 0;
}
