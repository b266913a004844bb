/* htsgate: the command: check, ticket, get, sign, verify, manifest. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <htslib/hts_log.h>
#include <sodium.h>

#include "cli/commands.h"
#include "cli/options.h"
#include "cli/say.h"

static const struct command {
	const char	*name;
	int		(*run)(const char *config, int argc, char **argv);
} commands[] = {
	{ "check", check_run },
	{ "get", get_run },
	{ "manifest", manifest_run },
	{ "sign", sign_run },
	{ "ticket", ticket_run },
	{ "verify", verify_run },
};

static int
run(const struct options *o)
{
	size_t i;

	for (i = 0; i < sizeof(commands) / sizeof(commands[0]); i++)
		if (strcmp(o->words[0], commands[i].name) == 0)
			return commands[i].run(o->config, o->nwords, o->words);
	say_line("%s is no command; see htsgate --help", o->words[0]);
	return STATUS_USAGE;
}

int
main(int argc, char **argv)
{
	struct options o;
	int status = STATUS_USAGE;

	/* Our faults say what is wrong, and htslib looks nowhere else. */
	hts_set_log_level(HTS_LOG_OFF);
	if (setenv("REF_PATH", "/nonexistent", 1) == -1 ||
	    setenv("REF_CACHE", "", 1) == -1 || sodium_init() == -1) {
		say_line("cannot start: no memory or no entropy");
		return STATUS_FAULT;
	}
	if (options_parse(&o, OPTIONS_GLOBAL, argc, argv) == -1)
		goto out;
	if (o.help)
		status = options_help();
	else if (o.version) {
		puts("htsgate " HTSGATE_VERSION);
		status = say_end() == -1 ? STATUS_FAULT : STATUS_GOOD;
	} else if (o.nwords == 0)
		say_line("no command; see htsgate --help");
	else
		status = run(&o);
out:
	options_clear(&o);
	return status;
}
