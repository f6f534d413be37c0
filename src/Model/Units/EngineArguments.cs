using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace OciReconciler.Model.Units;

/// <summary>Argument vectors of the engine's command line for one workload, in the order of NixOS's module. Pure.</summary>
internal static class EngineArguments
{
    // Words that --health-cmd gives a meaning, in any case.
    private static readonly string[] PodmanWords = [HealthCheck.Exec, HealthCheck.Shell, "NONE"];

    /// <summary>
    /// ENGINE [preRunExtraOptions] run OPTIONS IMAGE [cmd]. Options that the newest module added stand where it has them,
    /// between <c>-w</c> and extraOptions.
    /// </summary>
    /// <param name="secrets">As for <see cref="SecretPaths.Of(string?, WorkloadSpec, Secret)"/>.</param>
    public static ImmutableArray<string> Run(WorkloadSpec spec, string? secrets = null)
    {
        var arguments = ImmutableArray.CreateBuilder<string>();
        arguments.Add(BackendNames.Of(spec.Backend));
        arguments.AddRange(spec.PreRunExtraOptions);
        arguments.Add("run");
        if (spec.AutoRemoveOnStop)
            arguments.Add("--rm");
        arguments.Add($"--name={spec.Key.Name}");
        arguments.Add($"--log-driver={spec.LogDriver}");
        AddValue(arguments, "--entrypoint=", spec.Entrypoint);
        AddValue(arguments, "--hostname=", spec.Hostname);
        if (spec.Backend == Backend.Podman)
            AddPodman(arguments, spec);
        AddContainer(arguments, spec, secrets);
        AddNewest(arguments, spec);
        arguments.AddRange(spec.ExtraOptions);
        arguments.Add(spec.Image);
        arguments.AddRange(spec.Cmd);
        return arguments.ToImmutable();
    }

    /// <summary>Absolute path of podman's container id file.</summary>
    public static string CidFile(WorkloadSpec spec) => RuntimeDirectory.Of(spec) is { } directory
        ? $"/run/{directory}/{RuntimeDirectory.IdFile}"
        : $"/run/podman-{spec.Key.Name}.ctr-id";

    /// <summary>The options of podman in force.</summary>
    public static PodmanOptions Podman(WorkloadSpec spec) => spec.Podman ?? PodmanOptions.Default;

    private static void AddPodman(ImmutableArray<string>.Builder arguments, WorkloadSpec spec)
    {
        var podman = Podman(spec);
        arguments.Add($"--cidfile={CidFile(spec)}");
        arguments.Add(podman.NeedsRuntimeDirectory ? "--cgroups=enabled" : "--cgroups=no-conmon");
        arguments.Add($"--sdnotify={SdNotifyNames.Of(podman.SdNotify)}");
        arguments.Add("-d");
        arguments.Add("--replace");
    }

    private static void AddContainer(ImmutableArray<string>.Builder arguments, WorkloadSpec spec, string? secrets)
    {
        AddPairs(arguments, "-e", spec.Environment);
        AddEach(arguments, "--env-file", spec.EnvironmentFiles);
        foreach (var secret in spec.Secrets.Where(secret => secret.IsEnvironment))
            AddOption(arguments, "--env-file", SecretPaths.Of(secrets, spec, secret));
        AddEach(arguments, "-p", spec.Ports);
        AddOption(arguments, "-u", spec.User);
        AddEach(arguments, "-v", spec.Volumes);
        // docker's -v would make a directory of a file that is not there.
        foreach (var secret in spec.Secrets.Where(secret => !secret.IsEnvironment))
            AddOption(arguments, "--mount", $"type=bind,source={SecretPaths.Of(secrets, spec, secret)},target={secret.Target},readonly");
        AddPairs(arguments, "-l", spec.Labels.SetItem(Ownership.WorkloadLabel, spec.Key.Name));
        AddOption(arguments, "-w", spec.Workdir);
    }

    private static void AddNewest(ImmutableArray<string>.Builder arguments, WorkloadSpec spec)
    {
        if (spec.Privileged)
            arguments.Add("--privileged");
        var capabilities = spec.Capabilities.OrderBy(capability => capability.Key, StringComparer.Ordinal).ToArray();
        foreach (var (name, _) in capabilities.Where(capability => capability.Value is true))
            arguments.Add($"--cap-add={name}");
        foreach (var (name, _) in capabilities.Where(capability => capability.Value is false))
            arguments.Add($"--cap-drop={name}");
        foreach (var device in spec.Devices)
            arguments.Add($"--device={device}");
        foreach (var network in spec.Networks.Distinct(StringComparer.Ordinal))
            arguments.Add($"--network={network}");

        // The controller carries out the other policies: here they would pull while the service is down, and without credentials.
        if (spec.Pull == PullPolicy.Never)
            arguments.Add("--pull=never");
        arguments.AddRange(Health(spec));
    }

    /// <summary>Options of the health check; none without one.</summary>
    public static ImmutableArray<string> Health(WorkloadSpec spec) =>
        spec.HealthCheck is not { Test: [var form, .. var rest] } check
        ? []
        :
        [
            $"--health-cmd={(spec.Backend == Backend.Docker ? rest.FirstOrDefault() : PodmanTest(form, rest))}",
            $"--health-interval={Durations.Text(check.Interval)}",
            $"--health-timeout={Durations.Text(check.Timeout)}",
            string.Create(CultureInfo.InvariantCulture, $"--health-retries={check.Retries}"),
            $"--health-start-period={Durations.Text(check.StartPeriod)}",
        ];

    /// <summary>Whether podman's --health-cmd has a form for this argument vector.</summary>
    public static bool CanExpress(ImmutableArray<string> vector) =>
        IsList(vector) || vector.All(element => element.Length > 0 && !element.Any(char.IsWhiteSpace));

    // A list of one element, and one whose first is a word of podman's own, it does not take as a vector.
    private static bool IsList(ImmutableArray<string> vector) =>
        vector.Length > 1 && !PodmanWords.Contains(vector[0], StringComparer.OrdinalIgnoreCase);

    // podman takes a JSON list as a vector when it has several elements and does not begin with CMD, and leaves one that begins with
    // CMD-SHELL as it is. What begins with CMD and is no JSON it splits at blanks.
    private static string PodmanTest(string form, ImmutableArray<string> rest)
    {
        if (form == HealthCheck.Exec && !IsList(rest))
            return string.Join(' ', [form, .. rest]);
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartArray();
            if (form == HealthCheck.Shell)
                json.WriteStringValue(form);
            foreach (var element in rest)
                json.WriteStringValue(element);
            json.WriteEndArray();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void AddPairs(ImmutableArray<string>.Builder arguments, string option, ImmutableSortedDictionary<string, string> pairs)
    {
        foreach (var (name, value) in pairs.OrderBy(pair => pair.Key, NixAttributeOrder.Instance))
            AddOption(arguments, option, $"{name}={value}");
    }

    private static void AddEach(ImmutableArray<string>.Builder arguments, string option, ImmutableArray<string> values)
    {
        foreach (var value in values)
            AddOption(arguments, option, value);
    }

    private static void AddOption(ImmutableArray<string>.Builder arguments, string option, string? value)
    {
        if (value is null)
            return;
        arguments.Add(option);
        arguments.Add(value);
    }

    private static void AddValue(ImmutableArray<string>.Builder arguments, string prefix, string? value)
    {
        if (value is not null)
            arguments.Add(prefix + value);
    }
}
