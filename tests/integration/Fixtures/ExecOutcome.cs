namespace OciReconciler.IntegrationTests.Fixtures;

/// <summary>How a command in a lab ended.</summary>
public sealed record ExecOutcome(string Command, long ExitCode, string Stdout, string Stderr)
{
    /// <summary>Standard output without the final newline; fails the test if the command failed.</summary>
    public string Text => Succeeded().Stdout.TrimEnd('\n');

    /// <summary>This outcome; fails the test, with all that the command wrote, if it did not exit with 0.</summary>
    public ExecOutcome Succeeded()
    {
        Assert.True(ExitCode == 0, ToString());
        return this;
    }

    /// <inheritdoc/>
    public override string ToString() => $"`{Command}` exited with {ExitCode}\nstdout: {Stdout}\nstderr: {Stderr}";
}
