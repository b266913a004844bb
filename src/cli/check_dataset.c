/* check_dataset: one id and its files, a line. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include <htslib/kstring.h>

#include "base/log.h"
#include "catalogue/dataset.h"
#include "cli/check.h"
#include "cli/say.h"
#include "plan/plan.h"

#define NO_EOF	"no EOF marker at its end: the file may be truncated"
#define NO_FILE	"a link to a file that is not there"

/* What a line says of a dataset; of several formats, with commas. */
enum column { FORMATS, SIZES, INDEXES, MARKERS, URLS, WRONG, COLUMNS };

struct row {
	kstring_t	 column[COLUMNS];
	bool		 faulty;	/* else WRONG has notes only */
	bool		 no_memory;
};

static void
row_add(struct row *row, enum column column, const char *text)
{
	kstring_t *s = &row->column[column];

	if ((s->l > 0 &&
		kputs(column == WRONG	 ? "; "
			: column == URLS ? " "
					 : ",",
		    s) == EOF) ||
	    kputs(text, s) == EOF)
		row->no_memory = true;
}

/* A file on tape is no fault: its section says what becomes of it. */
static void
row_wrong(struct row *row, enum format format, const struct fault *fault)
{
	kstring_t text = KS_INITIALIZE;
	bool exact = fault->detail[0] != '\0';

	if (ksprintf(&text, "%s: %s%s%s%s", format_name(format), fault->message,
		exact ? " (" : "", fault->detail, exact ? ")" : "") < 0)
		row->no_memory = true;
	else
		row_add(row, WRONG, text.s);
	free(text.s);
	if (fault->kind != FAULT_OFFLINE)
		row->faulty = true;
}

/* The dataset that an id leads to, whatever its format. */
static bool
leads_elsewhere(const struct check *c, const struct data *data, const char *id,
    enum format format)
{
	struct fault ignored = FAULT_INIT;
	struct dataset d;
	bool elsewhere;

	if (dataset_open(c->settings, NULL, format_endpoint(format), id,
	    FORMAT_NONE, &d, &ignored) == -1)
		return false;
	elsewhere = d.section != data;
	dataset_clear(&d);
	return elsewhere;
}

/* Header, index and end of one file, as the server would read them. */
static void
check_source(struct check *c, const struct dataset *d, struct row *row)
{
	const struct limits *limits = &c->settings->limits;
	struct fault fault = FAULT_INIT, no_eof = FAULT_INIT;
	struct source *source =
	    source_open(d->object, d->format, limits, &fault);

	row_add(row, MARKERS,
	    source == NULL	  ? "-"
		: source->has_eof ? "eof"
				  : "no-eof");
	if (source == NULL || plan_check_index(source, d, limits, &fault) == -1)
		row_wrong(row, d->format, &fault);
	if (source != NULL && !source->has_eof &&
	    d->data->missing_eof == MISSING_EOF_REFUSE) {
		fault_set(&no_eof, FAULT_INTERNAL, NO_EOF);
		row_wrong(row, d->format, &no_eof);
	}
	source_free(source);
}

static void
check_opened(struct check *c, struct dataset *d, struct row *row)
{
	struct fault fault = FAULT_INIT;
	char size[32];

	if (dataset_open_index(d, &fault) == -1)
		row_wrong(row, d->format, &fault);
	snprintf(size, sizeof(size), "%" PRIu64, d->object->version.size);
	row_add(row, FORMATS, format_name(d->format));
	row_add(row, SIZES, size);
	row_add(row, INDEXES,
	    d->index_kind == INDEX_NONE ? "-" : index_kind_name(d->index_kind));
	row_add(row, URLS, d->url != NULL ? d->url : "-");
	if (d->index_sought)
		check_source(c, d, row);
	else
		row_add(row, MARKERS, "-");
}

/* One format of an id; nothing if another section's file stands before it. */
static void
check_format(struct check *c, const struct data *data, const char *id,
    enum format format, struct row *row)
{
	struct fault fault = FAULT_INIT, no_file = FAULT_INIT;
	struct dataset d;

	if (dataset_open(c->settings, NULL, format_endpoint(format), id,
	    format, &d, &fault) == 0) {
		if (d.section == data)
			check_opened(c, &d, row);
		dataset_clear(&d);
		return;
	}
	if (leads_elsewhere(c, data, id, format))
		return;
	row_add(row, FORMATS, format_name(format));
	row_add(row, SIZES, "-");
	row_add(row, INDEXES, "-");
	row_add(row, MARKERS, "-");
	/* The walk saw the name, so it is one that leads nowhere. */
	if (d.absence == ABSENCE_ID)
		fault_detail(&no_file, FAULT_NOT_FOUND, NO_FILE, "%s", id);
	row_wrong(row, format, d.absence == ABSENCE_ID ? &no_file : &fault);
}

static void
print_row(struct check *c, const char *id, const struct row *row)
{
	bool wrong = row->column[WRONG].l > 0;
	int i;

	if (c->quiet && !row->faulty)
		return;
	progress_clear(&c->progress);
	say_text(stdout, id);
	for (i = FORMATS; i <= MARKERS; i++) {
		putchar('\t');
		say_text(stdout, row->column[i].s);
	}
	fputs(row->faulty ? "\tfault: " : wrong ? "\tnote: " : "\t", stdout);
	say_text(stdout, row->column[wrong ? WRONG : URLS].s);
	putchar('\n');
}

/* One line; -1 when there is no memory. */
int
check_dataset(struct check *c, const struct data *data, const char *id,
    unsigned formats)
{
	struct row row = { 0 };
	int i;

	for (i = FORMAT_NONE + 1; i < FORMAT_COUNT; i++)
		if (formats & 1u << i)
			check_format(c, data, id, (enum format)i, &row);
	if (!row.no_memory && row.column[FORMATS].l > 0) {
		c->datasets++;
		c->faulty += row.faulty;
		print_row(c, id, &row);
	}
	for (i = 0; i < COLUMNS; i++)
		free(row.column[i].s);
	progress_tell(&c->progress, c->datasets, "datasets");
	return row.no_memory ? -1 : 0;
}
