/* commands: what `htsgate` can be asked to do, one file each. */
#ifndef CLI_COMMANDS_H
#define CLI_COMMANDS_H

/* Exit statuses of the command. */
#define STATUS_GOOD	0
#define STATUS_FAULT	1
#define STATUS_USAGE	2

/*
 * Each gets what stands behind the command's name (argv[0] is the name) and
 * `config`, the file that -c named before it, or NULL. Returns the status.
 */
int	check_run(const char *config, int argc, char **argv);
int	ticket_run(const char *config, int argc, char **argv);
int	manifest_run(const char *config, int argc, char **argv);
int	get_run(const char *config, int argc, char **argv);
int	sign_run(const char *config, int argc, char **argv);
int	verify_run(const char *config, int argc, char **argv);

#endif
