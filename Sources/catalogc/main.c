/* In C, because the system hands the arguments to `main`. Swift's `CommandLine.arguments` looks for them in /proc, which need not
   be mounted. */
int catalogc_main(int count, char **arguments);

int main(int count, char **arguments) { return catalogc_main(count, arguments); }
