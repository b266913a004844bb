/* options: the words behind a command, and the settings they lead to. */
#include "cli/options.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/uri.h"
#include "cli/commands.h"
#include "cli/say.h"

static const char help[] =
    "usage: htsgate [-c FILE] check [-q] [--as USER]\n"
    "       htsgate [-c FILE] ticket [options] ID\n"
    "       htsgate [-c FILE] get [options] ID > FILE\n"
    "       htsgate [-c FILE] sign [options] ID\n"
    "       htsgate [-c FILE] verify URL | -\n"
    "       htsgate manifest [-o FILE] [FILE]\n"
    "       htsgate --help | --version\n"
    "\n"
    "check   validates the configuration and looks at every dataset\n"
    "ticket  prints the ticket that the server would give\n"
    "get     writes the data that such a ticket leads to\n"
    "sign    prints a signed URL of data\n"
    "verify  says what such a URL grants, and whether it does now\n"
    "manifest  sorts and checks a table of ids\n"
    "\n"
    "  -c, --config FILE     the configuration (default: HTSGATE_CONFIG, "
    "else " HTSGATE_SYSCONFDIR "/htsgate.ini)\n"
    "  -q, --quiet           check: datasets with faults only\n"
    "      --as USER         check: with the rights of the web server's user\n"
    "  -f, --format FORMAT   BAM, CRAM, VCF or BCF\n"
    "  -r, --reference NAME  only records of this reference\n"
    "  -s, --start N         first base, counted from 0\n"
    "  -e, --end N           base behind the last one\n"
    "  -H, --header          the header alone\n"
    "      --reads           ID of /reads (default: whichever has it)\n"
    "      --variants        ID of /variants\n"
    "      --range A-B       sign: bytes of the file (default: all)\n"
    "      --parts LIST      sign: parts as in a ticket's URL\n"
    "  -o, --output FILE     manifest: write there (default: print)\n"
    "      --user NAME       sign: whom the URL is for\n"
    "      --expires TIME    sign: how long it is good, as 600 or 12h\n"
    "  -h, --help            this text\n"
    "      --version         the version\n";

static const struct option long_options[] = {
	{ "as", required_argument, NULL, 'A' },
	{ "config", required_argument, NULL, 'c' },
	{ "end", required_argument, NULL, 'e' },
	{ "expires", required_argument, NULL, 'X' },
	{ "format", required_argument, NULL, 'f' },
	{ "header", no_argument, NULL, 'H' },
	{ "help", no_argument, NULL, 'h' },
	{ "output", required_argument, NULL, 'o' },
	{ "parts", required_argument, NULL, 'P' },
	{ "quiet", no_argument, NULL, 'q' },
	{ "range", required_argument, NULL, 'B' },
	{ "reads", no_argument, NULL, 'R' },
	{ "reference", required_argument, NULL, 'r' },
	{ "start", required_argument, NULL, 's' },
	{ "user", required_argument, NULL, 'U' },
	{ "variants", no_argument, NULL, 'V' },
	{ "version", no_argument, NULL, 'v' },
	{ NULL, 0, NULL, 0 } };

/* One parameter more; query_parse_get judges it as a client's. */
static int
add_parameter(struct options *o, const char *name, const char *value)
{
	char *encoded = uri_encode_path(value);
	int n = -1;

	if (encoded != NULL)
		n = ksprintf(&o->query, "%s%s=%s", o->query.l > 0 ? "&" : "",
		    name, encoded);
	free(encoded);
	if (n < 0)
		say_line("out of memory");
	return n < 0 ? -1 : 0;
}

/* The format names the endpoint; query_parse_get says if it is none. */
static int
add_format(struct options *o, const char *name)
{
	enum format format = format_parse(name);

	if (format != FORMAT_NONE && !o->has_endpoint)
		o->endpoint = format_endpoint(format);
	o->has_endpoint = true;
	return add_parameter(o, "format", name);
}

static int
set_endpoint(struct options *o, enum endpoint endpoint)
{
	o->has_endpoint = true;
	o->endpoint = endpoint;
	return 0;
}

/* Where the value of an option goes that is taken as it is, or NULL. */
static const char **
text_of(struct options *o, int letter)
{
	switch (letter) {
	case 'A':
		return &o->as;
	case 'B':
		return &o->range;
	case 'c':
		return &o->config;
	case 'o':
		return &o->output;
	case 'P':
		return &o->parts;
	case 'U':
		return &o->user;
	case 'X':
		return &o->expires;
	default:
		return NULL;
	}
}

static int
take(struct options *o, int letter, const char *value)
{
	const char **text = text_of(o, letter);

	if (text != NULL) {
		*text = value;
		return 0;
	}
	switch (letter) {
	case 'e':
		return add_parameter(o, "end", value);
	case 'f':
		return add_format(o, value);
	case 'H':
		return add_parameter(o, "class", "header");
	case 'h':
		o->help = true;
		return 0;
	case 'q':
		o->quiet = true;
		return 0;
	case 'R':
		return set_endpoint(o, ENDPOINT_READS);
	case 'r':
		return add_parameter(o, "referenceName", value);
	case 's':
		return add_parameter(o, "start", value);
	case 'V':
		return set_endpoint(o, ENDPOINT_VARIANTS);
	default:
		o->version = true;
		return 0;
	}
}

/* What getopt_long stumbled over: the word as it stands there. */
static int
refuse(int letter, char **argv)
{
	char name[3] = { '-', (char)optopt, '\0' };
	const char *word = argv[optind - 1];

	if (strncmp(word, "--", 2) != 0)
		word = name;
	say_line(letter == ':' ? "%s needs a value"
			       : "%s is no option here; see htsgate --help",
	    word);
	return -1;
}

int
options_parse(struct options *o, const char *allowed, int argc, char **argv)
{
	char letters[32];
	int letter;

	memset(o, 0, sizeof(*o));
	/* The colon in front tells a missing value from an unknown option. */
	snprintf(letters, sizeof(letters), "%s:%s", *allowed == '+' ? "+" : "",
	    allowed + (*allowed == '+'));
	opterr = 0;
	optind = 0; /* a second reading starts afresh */
	while ((letter = getopt_long(
		    argc, argv, letters, long_options, NULL)) != -1) {
		if (letter == '?' || letter == ':' ||
		    strchr(allowed, letter) == NULL)
			return refuse(letter, argv);
		if (take(o, letter, optarg) == -1)
			return -1;
	}
	o->words = argv + optind;
	o->nwords = argc - optind;
	return 0;
}

void
options_clear(struct options *o)
{
	free(o->query.s);
	memset(o, 0, sizeof(*o));
}

struct settings *
options_settings(const struct options *o)
{
	struct fault fault = FAULT_INIT;
	const char *path =
	    o->config != NULL ? o->config : settings_locate(NULL);
	struct settings *settings = settings_load(path, &fault);

	if (settings == NULL)
		say_line("%s",
		    fault.detail[0] != '\0' ? fault.detail : fault.message);
	else
		log_open(NULL, settings->log_level);
	return settings;
}

int
options_help(void)
{
	fputs(help, stdout);
	return say_end() == -1 ? STATUS_FAULT : STATUS_GOOD;
}
