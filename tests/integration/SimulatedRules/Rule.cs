namespace OciReconciler.IntegrationTests.SimulatedRules;

/// <summary>Something that systemd does: steps, each with what is called and which units are looked at afterwards.</summary>
/// <param name="Steps">One after the other.</param>
internal sealed record Rule(string Name, params IReadOnlyList<RuleStep> Steps)
{
    /// <summary>Does the steps. Returns a line for each: how the call ended, and what is seen then.</summary>
    /// <param name="expected">Lines that are waited for, or null.</param>
    public async Task<IReadOnlyList<string>> RunAsync(IRulesHost host, IReadOnlyList<string>? expected)
    {
        var lines = new List<string>();
        var lives = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var index = 0; index < Steps.Count; index++)
        {
            var step = Steps[index];
            var outcome = await OutcomeAsync(host, step);
            lines.Add(
                await host.SeenAsync(async () => $"{step.What}: {outcome}; {await StateAsync(host, step.Units, lives)}", expected?[index]));
            foreach (var unit in step.Units)
                lives[unit] = await LifeAsync(host, unit);
        }

        return lines;
    }

    private static async Task<string> OutcomeAsync(IRulesHost host, RuleStep step)
    {
        try
        {
            var job = await step.Act(host);
            return job is null ? "done" : (await host.EndOfAsync(job)).ToString();
        }
        catch (BusException error)
        {
            return error.ErrorName;
        }
    }

    private static async Task<string> StateAsync(IRulesHost host, IReadOnlyList<string> units, Dictionary<string, string> lives)
    {
        var states = new List<string>();
        foreach (var unit in units)
        {
            var rows = await host.Systemd.ListUnitsByPatternsAsync([unit], CancellationToken.None);
            var isSame = rows.Count > 0 && lives.TryGetValue(unit, out var life) && life.Length > 0 && life == await LifeAsync(host, unit)
                ? " same" : "";
            states.Add(rows.Count == 0
                ? $"{unit} gone"
                : $"{unit} {rows[0].LoadState} {rows[0].ActiveState} {rows[0].SubState}{await ResultAsync(host, rows[0])}{isSame}");
        }

        return string.Join(", ", states);
    }

    private static async Task<string> ResultAsync(IRulesHost host, UnitStatus row)
    {
        if (row.ActiveState != "failed")
            return "";
        return " " + (await host.Systemd.GetServiceAsync(row.Name, CancellationToken.None)).Result;
    }

    // Asked of loaded units alone: the question would load another one.
    private static async Task<string> LifeAsync(IRulesHost host, string unit)
    {
        if ((await host.Systemd.ListUnitsByPatternsAsync([unit], CancellationToken.None)).Count == 0)
            return "";
        return (await host.Systemd.GetUnitAsync(unit, CancellationToken.None)).InvocationId;
    }
}

/// <summary>One step.</summary>
/// <param name="Act">What is done; the job that is waited for, or null.</param>
/// <param name="Units">Which units are looked at.</param>
internal sealed record RuleStep(string What, Func<IRulesHost, Task<SystemdJob?>> Act, params IReadOnlyList<string> Units);
