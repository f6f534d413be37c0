namespace OciReconciler.Model.Nodes;

/// <summary>The host that manifests are rendered for.</summary>
/// <param name="Name">Its name in <c>hosts/NAME.json</c>: by configuration, else the host name.</param>
/// <param name="Labels">
/// What <c>metadata.nodeSelector</c> selects by: facts (hostname, arch, os, osVersion, machineId), and the configuration's, which win.
/// </param>
/// <param name="Values">Values of the configuration for <c>${NAME}</c>; they win over those of the repository.</param>
public sealed record NodeContext(
    string Name, ImmutableSortedDictionary<string, string> Labels, ImmutableSortedDictionary<string, string> Values);
