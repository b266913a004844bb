/* check: the configuration and every dataset that it leads to. */
#include "cli/commands.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <htslib/kstring.h>

#include "cli/options.h"
#include "cli/progress.h"
#include "cli/say.h"
#include "cli/walk.h"
#include "plan/plan.h"

#define NO_EOF	"no EOF marker at its end: the file may be truncated"
#define NO_FILE	"a link to a file that is not there"

struct check {
	const struct settings	*settings;
	bool			 quiet;
	struct progress		 progress;
	size_t			 datasets;
	size_t			 faulty;	/* of these */
	size_t			 faults;	/* of sections, not datasets */
};

/* What a line says of a dataset; of several formats, with commas. */
enum column { FORMATS, SIZES, INDEXES, MARKERS, URLS, WRONG, COLUMNS };

struct row {
	kstring_t	 column[COLUMNS];
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
}

/* The dataset that an id leads to, whatever its format. */
static bool
leads_elsewhere(const struct check *c, const struct data *data, const char *id,
    enum format format)
{
	struct fault ignored = FAULT_INIT;
	struct dataset d;
	bool elsewhere;

	if (dataset_open(c->settings, NULL,
	    format_endpoint(format), id, FORMAT_NONE,
		&d, &ignored) == -1)
		return false;
	elsewhere = d.data != data;
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
check_opened(struct check *c, const struct dataset *d, struct row *row)
{
	char size[32];

	snprintf(size, sizeof(size), "%" PRIu64, d->object->version.size);
	row_add(row, FORMATS, format_name(d->format));
	row_add(row, SIZES, size);
	row_add(row, INDEXES,
	    d->index_kind == INDEX_NONE ? "-" : index_kind_name(d->index_kind));
	row_add(row, URLS, d->url != NULL ? d->url : "-");
	check_source(c, d, row);
}

/* One format of an id; nothing if another section's file stands before it. */
static void
check_format(struct check *c, const struct data *data, const char *id,
    enum format format, struct row *row)
{
	struct fault fault = FAULT_INIT, no_file = FAULT_INIT;
	struct dataset d;

	if (dataset_open(c->settings, NULL,
	    format_endpoint(format), id, format, &d,
		&fault) == 0) {
		if (d.data == data)
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

	if (c->quiet && !wrong)
		return;
	progress_clear(&c->progress);
	say_text(stdout, id);
	for (i = FORMATS; i <= MARKERS; i++) {
		putchar('\t');
		say_text(stdout, row->column[i].s);
	}
	fputs(wrong ? "\tfault: " : "\t", stdout);
	say_text(stdout, row->column[wrong ? WRONG : URLS].s);
	putchar('\n');
}

/* One line; -1 when there is no memory. */
static int
check_id(
    struct check *c, const struct data *data, const char *id, unsigned formats)
{
	struct row row = { 0 };
	int i;

	for (i = FORMAT_NONE + 1; i < FORMAT_COUNT; i++)
		if (formats & 1u << i)
			check_format(c, data, id, (enum format)i, &row);
	if (!row.no_memory && row.column[FORMATS].l > 0) {
		c->datasets++;
		c->faulty += row.column[WRONG].l > 0;
		print_row(c, id, &row);
	}
	for (i = 0; i < COLUMNS; i++)
		free(row.column[i].s);
	progress_tell(&c->progress, c->datasets, "datasets");
	return row.no_memory ? -1 : 0;
}

static int
check_files(struct check *c, const struct data *data)
{
	unsigned formats = 0;
	int i;

	for (i = FORMAT_NONE + 1; i < FORMAT_COUNT; i++)
		if (data->file[i] != NULL)
			formats |= 1u << i;
	return check_id(c, data, data->id, formats);
}

static void
found(void *arg, size_t n)
{
	struct check *c = arg;

	progress_tell(&c->progress, n, "names");
}

static int
check_directory(struct check *c, const struct data *data)
{
	kstring_t id = KS_INITIALIZE;
	struct walk walk;
	size_t i;
	int result = walk_directory(data, &walk, found, c);

	for (i = 0; result == 0 && i < walk.n; i++) {
		id.l = 0;
		if (kputs(data->prefix, &id) == EOF ||
		    kputs(walk.entries[i].rest, &id) == EOF)
			result = -1;
		else
			result =
			    check_id(c, data, id.s, walk.entries[i].formats);
	}
	c->faults += walk.faults;
	free(id.s);
	walk_clear(&walk);
	return result;
}

/* A folder or file that a section names and that is not there to use. */
static void
check_named(struct check *c, const struct data *data, const char *key,
    const char *path, int mode)
{
	if (path == NULL || access(path, mode) == 0)
		return;
	say_line(
	    "[data %s] %s: %s: %s", data->name, key, path, strerror(errno));
	c->faults++;
}

static int
check_section(struct check *c, const struct data *data)
{
	size_t i;

	check_named(c, data, "index", data->index, X_OK);
	check_named(c, data, "reference", data->reference, R_OK);
	for (i = 0; i < data->nfollow; i++)
		check_named(c, data, "follow", data->follow[i], X_OK);
	return data->path != NULL ? check_directory(c, data)
				  : check_files(c, data);
}

static int
check_all(struct check *c)
{
	size_t i;

	progress_start(&c->progress, c->quiet);
	for (i = 0; i < c->settings->ndata; i++)
		if (check_section(c, &c->settings->data[i]) == -1) {
			say_line("out of memory");
			return STATUS_FAULT;
		}
	progress_clear(&c->progress);
	printf("%zu datasets, %zu with faults", c->datasets, c->faulty);
	if (c->faults > 0)
		printf("; %zu faults of sections", c->faults);
	putchar('\n');
	return say_end() == -1 || c->faulty > 0 || c->faults > 0 ? STATUS_FAULT
							       : STATUS_GOOD;
}

int
check_run(const char *config, int argc, char **argv)
{
	struct options o;
	struct check check = { 0 };
	struct settings *settings = NULL;
	int status = STATUS_USAGE;

	if (options_parse(&o, OPTIONS_CHECK, argc, argv) == -1)
		goto out;
	if (o.config == NULL)
		o.config = config;
	if (o.help)
		status = options_help();
	else if (o.nwords > 0)
		say_line("check takes no ID; see htsgate --help");
	else if ((settings = options_settings(&o)) == NULL)
		status = STATUS_FAULT;
	else {
		check.settings = settings;
		check.quiet = o.quiet;
		status = check_all(&check);
	}
out:
	settings_free(settings);
	options_clear(&o);
	return status;
}
