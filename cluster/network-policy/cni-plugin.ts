import { formatCniError } from './cni-request.ts'

const AWAY = formatCniError(
  'The network policy controller did not answer, so the pod gets no network yet. The controller is started again by itself, and the pod is tried again.',
)

function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`
}

/**
 * The shell script that stands last in the CNI chain. ADD succeeds only after the controller has put the pod's address
 * under its policies, and before the pod's first process runs: no pod can send uncovered.
 */
export function buildCniPlugin(socketPath: string): string {
  return `#!/bin/sh
# Part of the local cluster: hands CNI calls to its network policy controller.
tell() {
  # Neither a proxy nor a .curlrc of the user may come between.
  curl -q --silent --fail-with-body --noproxy '*' --unix-socket ${quote(socketPath)} \\
    --header "Cni-Command: $CNI_COMMAND" --header "Cni-Container-Id: \${CNI_CONTAINERID:-}" "$@" http://localhost/
}
case "\${CNI_COMMAND:-}" in
ADD)
  answer=$(tell --max-time 30 --header "Cni-Args: \${CNI_ARGS:-}" --data-binary @-)
  status=$?
  # When the controller refuses, its answer is a CNI error already.
  [ -n "$answer" ] || answer=${quote(AWAY)}
  printf '%s\\n' "$answer"
  [ "$status" -eq 0 ] || exit 1
  ;;
DEL)
  # Never fails: a pod can go while the controller is away, and an address without a pod is dropped in any case.
  tell --max-time 5 --request POST >/dev/null 2>&1 </dev/null
  exit 0
  ;;
VERSION)
  printf '%s\\n' '{"cniVersion":"1.1.0","supportedVersions":["0.4.0","1.0.0","1.1.0"]}'
  ;;
CHECK | GC | STATUS)
  # STATUS agrees even while the controller is away: else the node turned NotReady, and all Services lost their pods.
  exit 0
  ;;
*)
  printf '%s\\n' '{"cniVersion":"1.0.0","code":4,"msg":"CNI_COMMAND is missing or unknown."}'
  exit 1
  ;;
esac
`
}
