/* check_manifest: all lines of a table of ids, and the files they name. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <htslib/kstring.h>

#include "cli/check.h"
#include "cli/folders.h"
#include "cli/table_lines.h"

#define TOLD_MAX	20	/* lines of a table that are told one by one */

struct table_check {
	struct check		*check;
	const struct data	*data;
	struct table_lines	 lines;
	struct manifest_order	 order;
	size_t			 broken;	/* lines */
	kstring_t		 id;		/* that is being gathered … */
	unsigned		 formats;	/* … 0: none */
	kstring_t		 reference;	/* looked at last */
	struct folders		 folders;
	size_t			 overlaps;	/* lines that are warned of */
	bool			 no_memory;
};

static void
tell(struct table_check *t, const char *what, const char *why)
{
	if (++t->broken > TOLD_MAX)
		t->check->faults++;
	else
		check_fault(t->check, "[data %s] manifest: %s: line %lu: %s%s",
		    t->data->name, t->data->manifest, t->lines.number, what,
		    why);
}

/* All rows of an id are there: its files, as the server finds them. */
static void
check_id(struct table_check *t)
{
	if (t->formats != 0 && check_dataset(t->check, t->data, t->id.s,
	    t->formats) == -1)
		t->no_memory = true;
	t->formats = 0;
}

/* One file stands in many rows as a rule. */
static void
check_reference(struct table_check *t)
{
	const char *path = t->lines.row.reference;

	if (*path == '\0' || (t->reference.s != NULL &&
	    strcmp(t->reference.s, path) == 0))
		return;
	t->reference.l = 0;
	t->no_memory |= kputs(path, &t->reference) == EOF;
	if (access(path, R_OK) == -1)
		tell(t, "reference: ", strerror(errno));
}

/* As check_overlap does for sections. */
static void
check_guard(struct table_check *t)
{
	const struct manifest_row *row = &t->lines.row;
	bool guarded = t->data->guarded || *row->allow != '\0';
	const struct data *other = folders_above(&t->folders, row->path,
	    guarded);

	if (other == NULL)
		return;
	if (++t->overlaps > TOLD_MAX)
		t->check->warnings++;
	else if (guarded)
		check_warn(t->check, "[data %s] manifest: %s: line %lu: `allow`"
		    ": [data %s] gives %s to everybody", t->data->name,
		    t->data->manifest, t->lines.number, other->name,
		    row->path);
	else
		check_warn(t->check, "[data %s] manifest: %s: line %lu: gives "
		    "%s, which [data %s] guards, to everybody", t->data->name,
		    t->data->manifest, t->lines.number, row->path,
		    other->name);
}

static void
take_row(struct table_check *t)
{
	const struct manifest_row *row = &t->lines.row;
	bool same = strcmp(t->order.id, row->id) == 0;
	const char *why = manifest_order_next(&t->order, row);

	if (why != NULL) {
		tell(t, "", why);
		return;
	}
	if (!same) {
		check_id(t);
		t->id.l = 0;
		t->no_memory |= kputs(t->data->prefix, &t->id) == EOF ||
		    kputs(row->id, &t->id) == EOF;
	}
	t->formats |= 1u << row->format;
	check_reference(t);
	check_guard(t);
}

static void
take_line(struct table_check *t)
{
	bool is_row;
	const char *why = table_lines_read(&t->lines, &is_row);

	if (why != NULL)
		tell(t, "", why);
	else if (!t->lines.ended)
		tell(t, "", "no newline at its end: the table is cut short");
	else if (is_row)
		take_row(t);
}

static void
check_lines(struct table_check *t)
{
	int more;

	while ((more = table_lines_next(&t->lines)) > 0 && !t->no_memory)
		take_line(t);
	if (more == -1)
		tell(t, "", strerror(errno));
	check_id(t);
	if (t->broken > TOLD_MAX)
		check_fault(t->check, "[data %s] manifest: %s: %zu more lines "
		    "are broken", t->data->name, t->data->manifest,
		    t->broken - TOLD_MAX);
}

int
check_manifest(struct check *c, const struct data *data)
{
	struct table_check *t = calloc(1, sizeof(*t));
	bool no_memory;

	if (t == NULL)
		return -1;
	t->check = c;
	t->data = data;
	t->lines.file = fopen(data->manifest, "re");
	if (t->lines.file == NULL)
		check_fault(c, "[data %s] manifest: %s: %s", data->name,
		    data->manifest, strerror(errno));
	else {
		t->no_memory = folders_find(&t->folders, c->settings) == -1;
		check_lines(t);
		fclose(t->lines.file);
	}
	no_memory = t->no_memory;
	folders_clear(&t->folders);
	free(t->id.s);
	free(t->reference.s);
	free(t);
	return no_memory ? -1 : 0;
}
