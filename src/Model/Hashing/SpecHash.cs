using System.Text.Json;
using OciReconciler.Model.Units;

namespace OciReconciler.Model.Hashing;

/// <summary>
/// Canonical digests: the only equality that drift uses. Each is 16 lower-case hex digits of SHA-256 over canonical JSON.
/// What has its default is left out, so that an option added by a later version changes no digest of today.
/// </summary>
public static class SpecHash
{
    /// <summary>First systemd with Exec properties that survive a reload when sent with flags.</summary>
    private const int FirstVersionWithExecFlags = 254;

    /// <summary>
    /// Digest of the fields that reach the unit, the dependencies as resolved unit names among them. Another digest replaces the workload.
    /// </summary>
    /// <remarks>
    /// Not in it: autoStart, login, minReadySeconds, progressDeadlineSeconds, rollout, and the paths of imageFile and imageStream. Of these
    /// two it has only whether there is one, because then the unit does not wait for the network; of pull only whether it is "never", the
    /// one policy that reaches the command line. The order of dependsOn, and repetition there and in networks, do not count.
    /// </remarks>
    /// <param name="unitNames">As for <see cref="UnitRenderer.Render"/>.</param>
    public static string Definition(WorkloadSpec spec, IReadOnlyDictionary<string, string> unitNames) =>
        CanonicalJson.Digest(json =>
        {
            WriteIdentity(json, spec);
            WriteContainer(json, spec);
            WriteNewest(json, spec);
            json.List("dependsOn", UnitNames.OfDependencies(spec, unitNames).Sort(StringComparer.Ordinal));
        });

    /// <summary>
    /// Digest of what lies outside the spec. Another digest replaces the workload, with a reason of its own. Marks have it keyed (<see
    /// cref="InputsKey"/>): it tells whoever guesses what a file has in it whether that is so.
    /// </summary>
    /// <param name="imageId">Id of the image that the reference resolved to.</param>
    /// <param name="fileDigests">Absolute path of imageFile and of each of environmentFiles to the digest of its content.</param>
    public static string Inputs(string imageId, IReadOnlyDictionary<string, string> fileDigests) =>
        CanonicalJson.Digest(json =>
        {
            json.Text("image", imageId);
            json.Map("files", fileDigests);
        });

    /// <summary>
    /// Digest of how we render: the renderer's revision and the settings that enter. Another digest restarts nothing.
    /// Of systemd's version only the form of Exec properties that follows from it counts.
    /// </summary>
    /// <param name="settings">What of the host enters every unit.</param>
    /// <param name="user">As for <see cref="UnitRenderer.Render"/>.</param>
    /// <param name="isExact"><see cref="UnitRenderer.IsExact"/>.</param>
    /// <param name="hasDirectory">The unit has a <see cref="RuntimeDirectory"/>.</param>
    /// <param name="hasSecrets">The unit has files of secrets.</param>
    public static string RenderVersion(
        RenderSettings settings, HostUser? user = null, bool isExact = false, bool hasDirectory = false, bool hasSecrets = false) =>
        CanonicalJson.Digest(json =>
        {
            json.WriteNumber("revision", UnitRenderer.Revision);
            json.Map("proxy", settings.ProxyEnvironment);
            json.Map("programs", settings.Programs);
            json.Flag("execFlags", settings.SystemdVersion >= FirstVersionWithExecFlags);
            json.Flag("exact", isExact);
            json.Flag("directoryMark", hasDirectory);
            if (hasSecrets)
                json.Text("secrets", settings.SecretsDirectory ?? SecretPaths.DefaultDirectory);
            if (user is null)
                return;
            json.WriteNumber("uid", user.Uid);
            json.Text("home", user.Home);
            json.Flag("lingers", user.Lingers);
        });

    private static void WriteIdentity(Utf8JsonWriter json, WorkloadSpec spec)
    {
        json.Text("name", spec.Key.Name);
        json.Text("backend", BackendNames.Of(spec.Backend));
        json.Text("unit", UnitNames.Of(spec));
        json.Text("image", spec.Image);
        json.Flag("bringsItsImage", spec.BringsItsImage);
    }

    private static void WriteContainer(Utf8JsonWriter json, WorkloadSpec spec)
    {
        json.List("cmd", spec.Cmd);
        json.Map("labels", spec.Labels);
        json.Text("entrypoint", spec.Entrypoint);
        json.Map("environment", spec.Environment);
        json.List("environmentFiles", spec.EnvironmentFiles);
        json.Text("logDriver", spec.LogDriver);
        json.List("ports", spec.Ports);
        json.Text("user", spec.User);
        json.List("volumes", spec.Volumes);
        json.Text("workdir", spec.Workdir);
        json.Text("hostname", spec.Hostname);
        json.List("preRunExtraOptions", spec.PreRunExtraOptions);
        json.List("extraOptions", spec.ExtraOptions);
    }

    private static void WriteNewest(Utf8JsonWriter json, WorkloadSpec spec)
    {
        json.Flag("pullNever", spec.Pull == PullPolicy.Never);
        json.Map("capabilities", spec.Capabilities
            .Where(capability => capability.Value is not null)
            .Select(capability => KeyValuePair.Create(capability.Key, capability.Value is true ? "add" : "drop")));
        json.List("devices", spec.Devices);
        json.List("networks", [.. spec.Networks.Distinct(StringComparer.Ordinal)]);
        json.Flag("privileged", spec.Privileged);
        json.Flag("keepOnStop", !spec.AutoRemoveOnStop);
        json.List("secrets", [.. spec.Secrets.Select(secret => $"{SecretPaths.NameOf(spec, secret)} {secret.Target}")]);
        if (spec.HealthCheck is not null)
            json.List("healthCheck", EngineArguments.Health(spec));
        if (spec.Backend == Backend.Podman && spec.Podman is { NeedsRuntimeDirectory: true } podman)
        {
            json.Text("podmanSdNotify", SdNotifyNames.Of(podman.SdNotify));
            json.Text("podmanUser", podman.RunsAsRoot ? "root" : podman.User);
        }
    }
}
