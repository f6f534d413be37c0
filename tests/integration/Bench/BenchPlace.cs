namespace OciReconciler.IntegrationTests;

/// <summary>Where it was measured, for the reader of the figures.</summary>
internal static class BenchPlace
{
    private const string Script = """
        . /etc/os-release
        first() { "$@" 2> /dev/null | head -n 1; }
        model=$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1)
        memory=$(awk '/^MemTotal/ { printf "%.1f", $2 / 1048576 }' /proc/meminfo)
        echo "- machine: $model, $(nproc) cores, $memory GiB, Linux $(uname -r)"
        echo "- lab: $PRETTY_NAME, $(first systemctl --version), $(first podman --version), $(first docker --version)"
        """;

    /// <summary>Lines of Markdown.</summary>
    public static async Task<IReadOnlyList<string>> DescribeAsync(Lab lab, BenchSettings settings) =>
    [
        .. (await lab.ShellAsync(Script)).Text.Split('\n'),
        .. settings.Programs.Select(program => $"- {program.Column}: {program.Name}"),
        $"- medians of {settings.Rounds} rounds, with the lowest and the highest value where they differ",
    ];
}
