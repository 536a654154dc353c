import type { Command } from 'commander';
import { LeveeError } from '#kernel';

/** `levee completion`: words that a shell completes. */
export function addCompletion(program: Command): void {
  program
    .command('completion')
    .argument('<shell>', 'bash, zsh or fish')
    .description('print a script that makes the shell complete commands and options')
    .addHelpText('after', '\nExample:\n  source <(levee completion bash)')
    .action((shell: string) => {
      process.stdout.write(scriptOf(shell, wordsOf(program)));
    });
}

interface Words {
  readonly command: string;
  readonly about: string;
  readonly options: readonly string[];
}

const wordsOf = (program: Command): Words[] =>
  program.commands.map((command) => ({
    command: command.name(),
    about: command.description().replaceAll("'", ''),
    options: [...command.options, ...program.options].map((option) => option.long ?? ''),
  }));

function scriptOf(shell: string, words: readonly Words[]): string {
  const names = words.map(({ command }) => command).join(' ');
  switch (shell) {
    case 'bash':
      return bash(words, names);
    case 'zsh':
      return `autoload -U bashcompinit && bashcompinit\n${bash(words, names)}`;
    case 'fish':
      return words
        .flatMap(({ command, about, options }) => [
          `complete -c levee -n __fish_use_subcommand -a ${command} -d '${about}'`,
          ...options.map(
            (option) => `complete -c levee -n '__fish_seen_subcommand_from ${command}' -l ${option.slice(2)}`,
          ),
        ])
        .map((line) => `${line}\n`)
        .join('');
    default:
      throw new LeveeError(`there is no completion for ${JSON.stringify(shell)}`, {
        hint: 'bash, zsh and fish are known',
        exitCode: 2,
      });
  }
}

const bash = (words: readonly Words[], names: string): string =>
  `_levee() {
  local word="\${COMP_WORDS[COMP_CWORD]}"
  if [ "$COMP_CWORD" -eq 1 ]; then COMPREPLY=($(compgen -W '${names}' -- "$word")); return; fi
  case "\${COMP_WORDS[1]}" in
${words.map(({ command, options }) => `    ${command}) [[ "$word" == -* ]] && COMPREPLY=($(compgen -W '${options.join(' ')}' -- "$word")) || COMPREPLY=($(compgen -f -- "$word"));;`).join('\n')}
  esac
}
complete -o filenames -F _levee levee
`;
