/* manifest: sorts and verifies a table of ids. */
#include "cli/commands.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <htslib/kstring.h>

#include "cli/options.h"
#include "cli/say.h"
#include "cli/table_lines.h"

#define TEXT_MAX	((size_t)8 << 30)	/* bytes of a table */
#define TOLD_MAX	20	/* lines that are told one by one */

struct sort_line {
	size_t		 at;		/* in the text */
	uint32_t	 bytes;		/* with the newline */
	unsigned long	 number;
};

struct table {
	const char		*name;	/* for what is told */
	struct table_lines	 lines;
	struct manifest_order	 order;
	kstring_t		 comments;
	kstring_t		 text;
	struct sort_line	*v;
	size_t			 n, room;
	size_t			 ids;
	size_t			 broken;	/* lines */
};

static void
tell(struct table *t, unsigned long number, const char *why)
{
	if (++t->broken <= TOLD_MAX)
		say_line("%s: line %lu: %s", t->name, number, why);
}

static int
no_memory(void)
{
	say_line("out of memory");
	return -1;
}

/* Keeps the line with a newline, whether it had one or not. */
static int
keep(kstring_t *text, const struct table_lines *lines)
{
	return kputsn(lines->line, lines->bytes, text) == EOF ||
	    kputc('\n', text) == EOF ? no_memory() : 0;
}

static int
make_room(struct table *t)
{
	size_t room = t->room > 0 ? 2 * t->room : 1024;
	struct sort_line *v;

	if (t->n < t->room)
		return 0;
	if ((v = reallocarray(t->v, room, sizeof(*v))) == NULL)
		return no_memory();
	t->v = v;
	t->room = room;
	return 0;
}

static int
add_row(struct table *t)
{
	size_t at = t->text.l;

	if (at > TEXT_MAX - sizeof(t->lines.line)) {
		say_line("%s: the table is larger than %zu GiB", t->name,
		    TEXT_MAX >> 30);
		return -1;
	}
	if (make_room(t) == -1 || keep(&t->text, &t->lines) == -1)
		return -1;
	t->v[t->n++] = (struct sort_line){ at, (uint32_t)(t->text.l - at),
		t->lines.number };
	return 0;
}

static int
add_line(struct table *t)
{
	bool is_row;
	const char *why = table_lines_read(&t->lines, &is_row);

	if (why != NULL) {
		tell(t, t->lines.number, why);
		return 0;
	}
	return is_row ? add_row(t) : keep(&t->comments, &t->lines);
}

static int
read_table(struct table *t)
{
	int more;

	while ((more = table_lines_next(&t->lines)) > 0)
		if (add_line(t) == -1)
			return -1;
	if (more == -1)
		say_line("%s: %s", t->name, strerror(errno));
	return more;
}

/*
 * Of whole lines: by id, because a TAB is less than all that may stand in an
 * id.
 */
static int
compare(const void *a, const void *b, void *text)
{
	const struct sort_line *x = a, *y = b;
	size_t least = x->bytes < y->bytes ? x->bytes : y->bytes;
	int order = memcmp((char *)text + x->at, (char *)text + y->at, least);

	/* Of equal lines the second one is told. */
	return order != 0 ? order : x->number < y->number ? -1 : 1;
}

static void
check_order(struct table *t)
{
	struct manifest_row *row = &t->lines.row;
	const struct sort_line *l;
	const char *why;

	for (l = t->v; l < t->v + t->n; l++) {
		/* It was read before, so it is good. */
		(void)manifest_row_read(row, t->text.s + l->at, l->bytes - 1);
		t->ids += strcmp(row->id, t->order.id) != 0;
		if ((why = manifest_order_next(&t->order, row)) != NULL)
			tell(t, l->number, why);
	}
}

static bool
write_lines(const struct table *t, FILE *out)
{
	const struct sort_line *l;

	if (t->comments.l > 0)
		fwrite(t->comments.s, 1, t->comments.l, out);
	for (l = t->v; l < t->v + t->n; l++)
		fwrite(t->text.s + l->at, 1, l->bytes, out);
	return fflush(out) == 0 && !ferror(out);
}

/* As the file that is replaced, or as a new one. */
static mode_t
mode_of(const char *path)
{
	struct stat st;
	mode_t mask;

	if (stat(path, &st) == 0)
		return st.st_mode & 0777;
	mask = umask(0);
	umask(mask);
	return 0666 & ~mask;
}

/* Owns fd; whole and on disk, or a fault that is told. */
static int
fill_file(const struct table *t, int fd, const char *name, const char *path)
{
	FILE *out = fdopen(fd, "w");
	bool good = out != NULL && fchmod(fd, mode_of(path)) == 0 &&
	    write_lines(t, out) && fsync(fd) == 0;

	if (good && rename(name, path) == 0) {
		fclose(out);
		return 0;
	}
	say_line("%s: %s", path, strerror(errno));
	if (out == NULL)
		close(fd);
	else
		fclose(out);
	unlink(name);
	return -1;
}

/* The server never sees a part of the new table. */
static int
write_file(const struct table *t, const char *path)
{
	char *name;
	int fd, rc = -1;

	if (asprintf(&name, "%s.XXXXXX", path) == -1)
		return no_memory();
	if ((fd = mkostemp(name, O_CLOEXEC)) == -1)
		say_line("%s: %s", path, strerror(errno));
	else
		rc = fill_file(t, fd, name, path);
	free(name);
	if (rc == 0)
		printf("%zu ids, %zu lines\n", t->ids, t->n);
	return rc;
}

static int
sort_table(struct table *t, const char *output)
{
	if (read_table(t) == -1)
		return -1;
	if (t->n > 0)
		qsort_r(t->v, t->n, sizeof(*t->v), compare, t->text.s);
	check_order(t);
	if (t->broken > TOLD_MAX)
		say_line("%s: %zu more lines are broken", t->name,
		    t->broken - TOLD_MAX);
	if (t->broken > 0)
		return -1;
	if (output != NULL && write_file(t, output) == -1)
		return -1;
	if (output == NULL)
		(void)write_lines(t, stdout);
	return say_end();
}

static int
sort_file(const char *path, const char *output)
{
	bool named = path != NULL && strcmp(path, "-") != 0;
	struct table *t = calloc(1, sizeof(*t));
	int status = STATUS_FAULT;

	if (t == NULL) {
		no_memory();
		return STATUS_FAULT;
	}
	t->name = named ? path : "standard input";
	t->lines.file = named ? fopen(path, "re") : stdin;
	if (t->lines.file == NULL)
		say_line("%s: %s", path, strerror(errno));
	else if (sort_table(t, output) == 0)
		status = STATUS_GOOD;
	if (named && t->lines.file != NULL)
		fclose(t->lines.file);
	free(t->comments.s);
	free(t->text.s);
	free(t->v);
	free(t);
	return status;
}

int
manifest_run(const char *config, int argc, char **argv)
{
	struct options o;
	int status = STATUS_USAGE;

	(void)config;
	if (options_parse(&o, OPTIONS_MANIFEST, argc, argv) == -1)
		goto out;
	if (o.help)
		status = options_help();
	else if (o.nwords > 1)
		say_line("manifest takes one FILE; see htsgate --help");
	else
		status = sort_file(o.nwords > 0 ? o.words[0] : NULL, o.output);
out:
	options_clear(&o);
	return status;
}
