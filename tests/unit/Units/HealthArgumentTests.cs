namespace OciReconciler.UnitTests.Units;

public sealed class HealthArgumentTests
{
    [Theory]
    [InlineData(Backend.Podman, "CMD-SHELL;wget -q \"http://x\" || exit 1", "[\"CMD-SHELL\",\"wget -q \\\"http://x\\\" || exit 1\"]")]
    [InlineData(Backend.Podman, "CMD;pg_isready;-U;db", "[\"pg_isready\",\"-U\",\"db\"]")]
    [InlineData(Backend.Podman, "CMD;/bin/grep;-q;x;/f", "[\"/bin/grep\",\"-q\",\"x\",\"/f\"]")]
    [InlineData(Backend.Podman, "CMD;--healthy;", "[\"--healthy\",\"\"]")]
    // podman runs a list of one element, or one that begins with a word of its own, in a shell, which the image may not have.
    [InlineData(Backend.Podman, "CMD;/healthz", "CMD /healthz")]
    [InlineData(Backend.Podman, "CMD;cmd;-x", "CMD cmd -x")]
    [InlineData(Backend.Podman, "CMD;none", "CMD none")]
    [InlineData(Backend.Docker, "CMD-SHELL;wget -q \"http://x\" || exit 1", "wget -q \"http://x\" || exit 1")]
    public void Render_HealthCheck_GivesTheEnginesOwnOptions(Backend backend, string test, string command)
    {
        var check = new HealthCheck(
            [.. test.Split(';')], TimeSpan.FromSeconds(10), TimeSpan.FromMilliseconds(1500), 2, TimeSpan.FromSeconds(90));
        var spec = new WorkloadSpec {
            Key = new("web"), Backend = backend, Image = "nginx", HealthCheck = check, ExtraOptions = ["--init"] };

        var arguments = spec.Render().ExecStart.Arguments;

        string[] expected = [
            $"--health-cmd={command}", "--health-interval=10s", "--health-timeout=1s500ms", "--health-retries=2",
            "--health-start-period=1m30s", "--init", "nginx"];
        Assert.Equal(expected, arguments.TakeLast(expected.Length));
    }

    [Fact]
    public void Render_NoHealthCheck_GivesNone()
    {
        var spec = new WorkloadSpec { Key = new("web"), Image = "nginx" };

        var arguments = spec.Render().ExecStart.Arguments;

        Assert.DoesNotContain(arguments, argument => argument.StartsWith("--health", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("0s", 0)]
    [InlineData("90m", 5_400_000)]
    [InlineData("1h1m1s1ms", 3_661_001)]
    public void Durations_WhatIsTaken_IsReadAndWrittenBack(string text, long milliseconds)
    {
        Assert.True(Durations.TryParse(text, out var duration));
        Assert.Equal(milliseconds, duration.TotalMilliseconds);
        Assert.True(Durations.TryParse(Durations.Text(duration), out var again));
        Assert.Equal(duration, again);
    }

    [Theory]
    [InlineData("")]
    [InlineData("s")]
    [InlineData("10")]
    [InlineData("10s1m")]
    [InlineData("1s1s")]
    [InlineData("-1s")]
    [InlineData("25h")]
    [InlineData("9999999999s")]
    public void Durations_AnythingElse_IsRefused(string text) => Assert.False(Durations.TryParse(text, out _));
}
