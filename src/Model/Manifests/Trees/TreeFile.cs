namespace OciReconciler.Model.Manifests.Trees;

/// <summary>A file of a repository.</summary>
/// <param name="Path">Its path below the source's path, '/' between names; never absolute, empty, <c>.</c> or <c>..</c> in it.</param>
public sealed record TreeFile(string Path, ReadOnlyMemory<byte> Content);
